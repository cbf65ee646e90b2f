/** Counters and histograms of this process, in Prometheus' text format. */
export interface Telemetry {
  request(seen: { operation: string; status: number; seconds: number }): void;
  text(): Promise<string>;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Makes an empty set of counters. Its library is loaded here, because a worker never needs it. */
export async function makeTelemetry(): Promise<Telemetry> {
  const { Counter, Gauge, Histogram, Registry } = await import("prom-client");
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "handloom_requests_total",
    help: "Requests answered since the start.",
    labelNames: ["operation", "status"],
    registers,
  });
  const latencies = new Histogram({
    name: "handloom_request_seconds",
    help: "How long answers took.",
    labelNames: ["operation"],
    buckets,
    registers,
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Memory of the process.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "nodejs_heap_used_bytes",
    help: "Memory that JavaScript uses.",
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  return {
    request({ operation, status, seconds }) {
      requests.inc({ operation, status });
      latencies.observe({ operation }, seconds);
    },
    text: () => registry.metrics(),
  };
}
