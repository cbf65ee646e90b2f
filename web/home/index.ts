export { OverviewScreen } from "./overview-screen.tsx";
export { ProjectsScreen } from "./projects-screen.tsx";
