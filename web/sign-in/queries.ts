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
        : `The server answered ${response.status}.`;
  throw new ClientError({ status: response.status, kind: "unauthenticated", message: sentence });
}

/** Signs in by e-mail and password. */
export const signIn = (given: { email: string; password: string }): Promise<void> =>
  post("/api/auth/sign-in/email", given);

/** Ends this session. */
export const signOut = (): Promise<void> => post("/api/auth/sign-out", {});

/** Where to go after signing in: only a path of these screens, never another address. */
export function safeBack(back: string | undefined): string {
  return back !== undefined && /^\/(?![/\\])/.test(back) && !back.startsWith("/sign-in") ? back : "/";
}
