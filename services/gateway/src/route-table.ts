/** Which methods a path knows. Asked only about requests that no route took. */
export interface RouteTable {
  add(method: string, url: string): void;
  /** In alphabetical order, empty for an unknown path. */
  methodsOf(path: string): readonly string[];
}

export function routeTable(): RouteTable {
  const methodsByUrl = new Map<string, Set<string>>();
  return {
    add(method, url) {
      const methods = methodsByUrl.get(url) ?? new Set();
      methodsByUrl.set(url, methods.add(method));
    },
    methodsOf(path) {
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
