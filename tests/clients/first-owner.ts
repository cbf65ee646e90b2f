import type { Scope } from "#platform/access/contract";

/** Joins by the first owner's link; gives the cookie of the session, and a key that may do what is said. */
export async function firstOwner(
  link: string,
  scopes: readonly Scope[],
): Promise<{ cookie: string; key: string; id: string }> {
  const { origin, searchParams } = new URL(link);
  const post = (path: string, body: object, cookie?: string) =>
    fetch(`${origin}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    });
  const token = searchParams.get("token");
  const joined = await post("/join", { token, name: "Ada", email: "ada@example.org", password: "warp and weft" });
  const cookie = joined.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const made = await post("/keys", { name: "a client", scopes }, cookie);
  return { cookie, ...((await made.json()) as { key: string; id: string }) };
}
