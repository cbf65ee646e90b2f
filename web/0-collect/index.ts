export { AddScreen } from "./add-screen.tsx";
export { ImportScreen, ImportsScreen } from "./imports-screen.tsx";
export { ItemsScreen } from "./items-screen.tsx";
export { SnapshotsScreen } from "./snapshots-screen.tsx";
