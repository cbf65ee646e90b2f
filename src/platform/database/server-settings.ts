import { availableParallelism, totalmem } from "node:os";

/** The settings of the private server: those of a laptop whose queue tables are hot and whose answers must last. */
export function serverSettings(port: number): Readonly<Record<string, string>> {
  return {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: `${sharedMegabytes(totalmem())}MB`,
    max_wal_size: "2GB",
    min_wal_size: "128MB",
    // An import fills the log faster than small buffers are flushed, and would wait for each flush.
    wal_buffers: `${Math.floor(sharedMegabytes(totalmem()) / 4)}MB`,
    wal_writer_flush_after: "16MB",
    // A new segment of it is written once, by what fills it.
    wal_init_zero: "off",
    checkpoint_timeout: "15min",
    synchronous_commit: "on",
    random_page_cost: "1.1",
    jit: "off",
    // The same cores answer predictions: on few of them no query takes more than one.
    max_parallel_workers_per_gather: String(Math.min(2, Math.floor(availableParallelism() / 4))),
    // A queue turns its rows over far more often than the defaults expect.
    autovacuum_naptime: "10s",
    autovacuum_vacuum_scale_factor: "0.05",
    autovacuum_analyze_scale_factor: "0.05",
    autovacuum_vacuum_cost_limit: "1000",
    // A client that was killed must not hold its locks until its query ends.
    client_connection_check_interval: "2s",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // Statements carry what people wrote; they have no place in a log.
    log_min_error_statement: "panic",
    log_line_prefix: "%m [%p] %a ",
  };
}

/** An eighth of the memory, between 32 and 256 MB. */
export function sharedMegabytes(memory: number): number {
  return Math.max(32, Math.min(256, Math.floor(memory / 8 / 2 ** 20)));
}

/** Settings as arguments of `postgres`. */
export function asArguments(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
