export { askForLabels } from "./ask-for-labels.ts";
export { forgetWindows } from "./forget-windows.ts";
export { listAlerts, readEndpointToday, readMonitor } from "./read-monitor.ts";
export { monitorRoutes } from "./routes.ts";
export { sweepWindows } from "./sweep-windows.ts";
export type { MonitorTables } from "./tables.ts";
export { startWatch, watchOnce } from "./watch.ts";
