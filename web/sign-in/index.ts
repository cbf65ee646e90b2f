export { JoinScreen } from "./join-screen.tsx";
export { signOut } from "./queries.ts";
export { SignInScreen } from "./sign-in-screen.tsx";
