export { DeployScreen } from "./deploy-screen.tsx";
export { EndpointScreen } from "./endpoint-screen.tsx";
