import { expect, test } from "vitest";
import { makeTelemetry } from "./telemetry.ts";

test("the page of metrics counts requests by operation and status, and says how long they took", async () => {
  const telemetry = await makeTelemetry();
  telemetry.request({ operation: "predict", status: 200, seconds: 0.0009 });
  telemetry.request({ operation: "predict", status: 200, seconds: 0.02 });
  telemetry.request({ operation: "predict", status: 404, seconds: 60 });
  const lines = (await telemetry.text()).split("\n");
  for (const line of [
    "# TYPE handloom_requests_total counter",
    'handloom_requests_total{operation="predict",status="200"} 2',
    'handloom_requests_total{operation="predict",status="404"} 1',
    "# TYPE handloom_request_seconds histogram",
    'handloom_request_seconds_bucket{le="0.001",operation="predict"} 1',
    'handloom_request_seconds_bucket{le="0.025",operation="predict"} 2',
    'handloom_request_seconds_bucket{le="10",operation="predict"} 2',
    'handloom_request_seconds_bucket{le="+Inf",operation="predict"} 3',
    'handloom_request_seconds_count{operation="predict"} 3',
    "# TYPE process_resident_memory_bytes gauge",
    "# TYPE nodejs_heap_used_bytes gauge",
  ])
    expect(lines).toContain(line);
  const figure = (name: string) => Number(lines.find((line) => line.startsWith(`${name} `))?.split(" ")[1]);
  expect(figure("process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
  expect(figure("nodejs_heap_used_bytes")).toBeGreaterThan(1_000_000);
});

test("two servers in one process count for themselves", async () => {
  const [one, other] = await Promise.all([makeTelemetry(), makeTelemetry()]);
  one.request({ operation: "readMe", status: 200, seconds: 0 });
  expect(await one.text()).toContain("readMe");
  expect(await other.text()).not.toContain("readMe");
});
