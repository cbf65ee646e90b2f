/** Counters and histograms of this process, in Prometheus' text format. */
export interface Telemetry {
  request(seen: { operation: string; status: number; seconds: number }): void;
  /** Adds to a counter. */
  count(name: string, by: number): void;
  text(): string;
}

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Makes an empty set of counters. */
export function makeTelemetry(): Telemetry {
  const requests = new Map<string, number>();
  const counters = new Map<string, number>();
  const latencies = new Map<string, { buckets: number[]; sum: number; count: number }>();
  return {
    request({ operation, status, seconds }) {
      const name = `operation="${operation}",status="${status}"`;
      requests.set(name, (requests.get(name) ?? 0) + 1);
      const latency = latencies.get(operation) ?? { buckets: bounds.map(() => 0), sum: 0, count: 0 };
      latencies.set(operation, latency);
      const at = bounds.findIndex((bound) => seconds <= bound);
      if (at >= 0) latency.buckets[at] = (latency.buckets[at] ?? 0) + 1;
      latency.sum += seconds;
      latency.count++;
    },
    count(name, by) {
      counters.set(name, (counters.get(name) ?? 0) + by);
    },
    text() {
      const lines = ["# TYPE handloom_requests_total counter"];
      for (const [name, value] of requests) lines.push(`handloom_requests_total{${name}} ${value}`);
      lines.push("# TYPE handloom_request_seconds histogram");
      for (const [operation, one] of latencies) lines.push(...histogram(operation, one));
      for (const [name, value] of counters) lines.push(`# TYPE handloom_${name} counter`, `handloom_${name} ${value}`);
      const { rss, heapUsed } = process.memoryUsage();
      lines.push(
        "# TYPE process_resident_memory_bytes gauge",
        `process_resident_memory_bytes ${rss}`,
        "# TYPE nodejs_heap_used_bytes gauge",
        `nodejs_heap_used_bytes ${heapUsed}`,
      );
      return `${lines.join("\n")}\n`;
    },
  };
}

function histogram(operation: string, one: { buckets: number[]; sum: number; count: number }): string[] {
  let below = 0;
  const lines = one.buckets.map((count, at) => {
    below += count;
    return `handloom_request_seconds_bucket{operation="${operation}",le="${bounds[at]}"} ${below}`;
  });
  const name = `{operation="${operation}"}`;
  lines.push(`handloom_request_seconds_bucket{operation="${operation}",le="+Inf"} ${one.count}`);
  return [
    ...lines,
    `handloom_request_seconds_sum${name} ${one.sum}`,
    `handloom_request_seconds_count${name} ${one.count}`,
  ];
}
