export { RegisterScreen } from "./register-screen.tsx";
export { VersionScreen } from "./version-screen.tsx";
