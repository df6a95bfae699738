/** Which methods a path knows. Asked only about requests that no route took. */
export interface RouteTable {
  add(method: string, url: string): void;
  /** In alphabetical order, empty for an unknown path. */
  methodsOf(path: string): readonly string[];
  /** Fixed paths, with the methods that only a route with parameters would take there: `GET …/bulk` names no record. */
  shadowed(): readonly Shadowed[];
}

export interface Shadowed {
  readonly url: string;
  readonly methods: readonly string[];
}

export function routeTable(): RouteTable {
  const methodsByUrl = new Map<string, Set<string>>();
  return {
    add(method, url) {
      const methods = methodsByUrl.get(url) ?? new Set();
      methodsByUrl.set(url, methods.add(method));
    },
    shadowed() {
      const fixed = [...methodsByUrl].filter(([url]) => !url.includes('/:'));
      return fixed.flatMap(([url, known]) => {
        const taking = [...methodsByUrl].filter(([shape]) => takes(shape.split('/'), url.split('/')));
        const methods = [...new Set(taking.flatMap(([, all]) => [...all]))].filter((method) => !known.has(method));
        return methods.length === 0 ? [] : [{ url, methods }];
      });
    },
    methodsOf(path) {
      const exact = methodsByUrl.get(path);
      if (exact !== undefined) return [...exact].toSorted();
      const segments = path.split('/');
      const matching = [...methodsByUrl].filter(([url]) => takes(url.split('/'), segments));
      return [...new Set(matching.flatMap(([, methods]) => [...methods]))].toSorted();
    },
  };
}

/** Parameters take one segment, which is not decoded here: `%2F` stays inside it. */
function takes(shape: readonly string[], segments: readonly string[]): boolean {
  if (shape.length !== segments.length) return false;
  return shape.every((part, place) => (part.startsWith(':') ? segments[place] !== '' : part === segments[place]));
}
