export { MonitorListScreen } from "./monitor-list-screen.tsx";
export { MonitorScreen } from "./monitor-screen.tsx";
