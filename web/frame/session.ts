import { ClientError } from "#client";

async function post(path: string, body: object): Promise<void> {
  const unreachable = (): never => {
    throw new ClientError({
      status: 0,
      kind: "unavailable",
      message: "The server does not answer. Try again in a moment.",
    });
  };
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(unreachable);
  if (response.ok) return;
  const sentence =
    response.status === 401
      ? "No one here has this e-mail and password."
      : response.status === 429
        ? "Too many tries. Wait a minute."
        : response.status >= 500
          ? "The server cannot look you up just now. Try again in a moment."
          : `The server answered ${response.status}.`;
  throw new ClientError({ status: response.status, kind: "unauthenticated", message: sentence });
}

/** Signs in by e-mail and password. */
export const signIn = (given: { email: string; password: string }): Promise<void> =>
  post("/api/auth/sign-in/email", given);

/** Ends this session. */
export const signOut = (): Promise<void> => post("/api/auth/sign-out", {});

/** Whether the server knows who we are; `asking`: it does not, and the person is asked to sign in again. */
export type Session = "signed in" | "signed out" | "asking";

let session: Session = "signed in";
const watchers = new Set<() => void>();

/** Notes what the server's answers say of the session; whoever is being asked is not interrupted by one more refusal. */
export function noteSession(is: Session): void {
  if (is === session || (is === "signed out" && session === "asking")) return;
  set(is);
}

/** Leaves the question to sign in again for later. */
export const askLater = (): void => set("signed out");

function set(next: Session): void {
  session = next;
  for (const tell of watchers) tell();
}

/** How it stands with the session, for `useSyncExternalStore`. */
export const sessionState = {
  now: (): Session => session,
  watch(tell: () => void): () => void {
    watchers.add(tell);
    return () => watchers.delete(tell);
  },
};
