export { JoinScreen } from "./join-screen.tsx";
export { SignInScreen } from "./sign-in-screen.tsx";
