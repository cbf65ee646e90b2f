export { bulkTransaction } from "./bulk-transaction.ts";
export { copyCluster } from "./copy-cluster.ts";
export { type Listening, listen, notify } from "./listen.ts";
export { type Migrated, migrate, pendingMigrations } from "./migrate.ts";
export { type OpenDatabase, openDatabase } from "./open.ts";
export { isPassing } from "./passing.ts";
export { type PrivateServer, startPrivateServer } from "./private-server.ts";
export { holdServerLock, readServerAddress, type ServerLock } from "./server-lock.ts";
export { anyOf, json, lockInTransaction, transaction } from "./transaction.ts";
