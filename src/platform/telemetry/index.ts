export { openLog } from "./log.ts";
export { makeTelemetry, type Telemetry } from "./telemetry.ts";
