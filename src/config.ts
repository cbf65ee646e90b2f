import { isIP } from "node:net";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { Failure } from "#failure";

/** An IP address, or a range of them. */
const isRange = (text: string): boolean => {
  const [address = "", bits, ...rest] = text.split("/");
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
};

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== ""),
);

/** Every setting: its shape, its default, and a sentence for `.env.example`. */
const settings = {
  HANDLOOM_DATA: z
    .string()
    .min(1)
    .default("./data")
    .describe("The folder of this installation: the private database, files, the key of this machine."),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional()
    .describe("A PostgreSQL 15 or newer to use instead of the private one."),
  HANDLOOM_BLOBS: z
    .string()
    .regex(
      /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*'()/-]*)?$/,
      "must be s3://bucket or s3://bucket/prefix, of letters, digits and - _ . /",
    )
    .optional()
    .describe(
      "Where files lie when not in the data folder: s3://bucket/prefix. Credentials, region and endpoint are those of AWS_* variables.",
    ),
  PORT: port.default(4000).describe("Where the app is served."),
  HANDLOOM_HOST: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("The address to listen on; 0.0.0.0 opens the server to colleagues."),
  HANDLOOM_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).pathname === "/", "must have no path: give Handloom a name of its own in the proxy")
    .optional()
    .describe("How browsers reach this server, when that differs (behind a proxy); a name without a path."),
  HANDLOOM_ALLOWED_HOSTS: list
    .default([])
    .describe("Further names in the Host header to answer to, separated by commas."),
  HANDLOOM_PROXIES: list
    .refine((all) => all.every(isRange), "must name addresses or ranges such as 10.0.0.0/8")
    .default(["127.0.0.1", "::1"])
    .describe("Proxies in front of this server: whom they name in X-Forwarded-For is taken for the caller."),
  HANDLOOM_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe(
      "Signs sessions and seals secrets in the database; made and kept in the data folder when not set. Servers and workers that share a database must share it.",
    ),
  HANDLOOM_SECRET_BEFORE: list
    .refine((all) => all.every((one) => one.length >= 32), "must hold at least 32 characters each")
    .default([])
    .describe(
      "Earlier values of HANDLOOM_SECRET, separated by commas: what they sealed opens, and is sealed anew within the hour.",
    ),
  HANDLOOM_OUTBOUND_PRIVATE: list
    .refine((all) => all.every((one) => one === "allow" || isRange(one)), "must be allow, or name addresses or ranges")
    .default([])
    .describe(
      "Private addresses that Handloom may call (webhooks), such as 10.1.2.0/24; or allow, for all but those where clouds keep credentials.",
    ),
  HANDLOOM_LOG: z
    .enum(["debug", "info", "warn", "error", "silent"])
    .default("warn")
    .describe("How much is logged, as JSON lines on standard error."),
  HANDLOOM_SAMPLE: z
    .enum(["yes", "no"])
    .default("yes")
    .describe("Whether the very first start makes the sample project."),
  HANDLOOM_AUDIT_SHARE: z.coerce
    .number()
    .min(0)
    .max(0.5)
    .default(0.15)
    .describe("The share of new tasks held out of training for ever, to measure accuracy honestly."),
  HANDLOOM_KEEP_PREDICTIONS_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe("How long logged predictions are kept."),
  HANDLOOM_KEEP_PREDICTION_TEXTS: z
    .enum(["yes", "no"])
    .default("yes")
    .describe("Whether the texts of predictions are logged; without them they cannot be labelled again."),
  HANDLOOM_PREDICT_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(600)
    .default(10)
    .describe("How long a model that has to wait for somebody else may take over one answer."),
  HANDLOOM_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("For the command line: the server to talk to, when it does not run on this machine."),
  HANDLOOM_API_KEY: z.string().optional().describe("For the command line: an API key of that server."),
} as const;

const schema = z.object(settings);

/** The settings of this process, read once. */
export type Config = z.output<typeof schema>;

/** Reads the settings from an environment; a wrong one is a failure that names it. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.keys(settings).map((name) => [name, environment[name]?.trim() || undefined]));
  const result = schema.safeParse(given);
  if (result.success)
    return { ...result.data, HANDLOOM_DATA: resolve(result.data.HANDLOOM_DATA.replace(/^~(?=\/|$)/, homedir())) };
  const issue = result.error.issues[0];
  const name = String(issue?.path[0]);
  throw new Failure(
    "invalid",
    `The setting ${name} is not valid: ${issue?.message}. It is for: ${settings[name as keyof typeof settings]?.description}`,
    { field: name },
  );
}

/** The text of `.env.example`: every setting with its sentence and default. */
export function environmentExample(): string {
  const defaults: Record<string, unknown> = schema.parse({});
  const entries = Object.entries(settings).map(([name, shape]) => {
    const value = defaults[name];
    return `# ${shape.description}\n# ${name}=${Array.isArray(value) ? value.join(",") : (value ?? "")}\n`;
  });
  return `# Every setting of Handloom with its default. Set them in the environment of npm start.\n\n${entries.join("\n")}`;
}
