export { openMongoStore } from './mongo/open-mongo-store.ts';
export type { MongoStoreOptions } from './mongo/open-mongo-store.ts';
