import type { Collection, Db } from 'mongodb';

type Method = (...args: readonly unknown[]) => unknown;

/** The same object, with others in the place of its methods. */
function intercept<T extends object>(target: T, replace: (name: string | symbol, method: Method) => Method): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value !== 'function') return value;
      return replace(name, (...args) => Reflect.apply(value, object, args) as unknown);
    },
  });
}

/** The same database, with others in the place of its collections' methods. */
export function interceptCollections(
  db: Db,
  replace: (name: string | symbol, method: Method, collection: Collection) => Method,
): Db {
  return intercept(db, (name, method) => {
    if (name !== 'collection') return method;
    return (...args) => {
      const collection = method(...args) as Collection; // as the driver's types say of this method
      return intercept(collection, (called, original) => replace(called, original, collection));
    };
  });
}
