import type pg from "pg";
import { newId } from "#ids";
import { nameLimit } from "#platform/http/contract";

/** The header in which the server tells better-auth who connects; what a client sends under this name is taken out. */
export const addressHeader = "x-handloom-address";

const kindOf: Readonly<Record<string, string>> = { user: "person", person: "person", apikey: "key", api_key: "key" };

/**
 * better-auth over our tables: sessions by e-mail and password, API keys; sign-up is closed, people join by a link. It is
 * loaded here, because a worker never needs it.
 */
export async function openAuth(given: { pool: pg.Pool; secret: string; address: string }) {
  const [{ betterAuth }, { apiKey }] = await Promise.all([import("better-auth"), import("@better-auth/api-key")]);
  return betterAuth({
    database: given.pool,
    secret: given.secret,
    baseURL: given.address,
    basePath: "/api/auth",
    // Whether Host and Origin belong together is checked before any request comes here.
    trustedOrigins: (request) =>
      request ? [new URL(request.url).origin, request.headers.get("origin") ?? ""].filter((one) => one !== "") : [],
    telemetry: { enabled: false },
    logger: { level: "error" },
    user: { modelName: "person" },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200 },
    session: { expiresIn: 60 * 60 * 24 * 30, updateAge: 60 * 60 * 24 },
    rateLimit: { enabled: true, window: 60, max: 100, customRules: { "/sign-in/email": { window: 60, max: 10 } } },
    advanced: {
      cookiePrefix: "handloom",
      ipAddress: { ipAddressHeaders: [addressHeader] },
      useSecureCookies: given.address.startsWith("https:"),
      database: { generateId: ({ model }) => newId(kindOf[model] ?? model) },
    },
    plugins: [
      apiKey({
        schema: { apikey: { modelName: "api_key" } },
        defaultPrefix: "hl_",
        maximumNameLength: nameLimit,
        enableMetadata: true,
        rateLimit: { enabled: false },
        keyExpiration: { maxExpiresIn: 3650, minExpiresIn: 0 },
        startingCharactersConfig: { shouldStore: true, charactersLength: 8 },
      }),
    ],
  });
}

/** better-auth, opened. */
export type Auth = Awaited<ReturnType<typeof openAuth>>;
