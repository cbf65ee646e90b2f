import { Failure } from "#failure";

interface Told {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const refused = "may not be used with these credentials";
const reasons: Readonly<Record<string, string>> = {
  NoSuchBucket: "does not exist",
  AccessDenied: refused,
  Forbidden: refused,
  InvalidAccessKeyId: refused,
  SignatureDoesNotMatch: refused,
  RequestTimeTooSkewed: "does not believe the clock of this machine, which goes wrong",
  CredentialsProviderError:
    "cannot be asked: no credentials are set (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role)",
};

const busy = new Set(["SlowDown", "RequestTimeout", "Throttling", "ThrottlingException"]);

/**
 * What a store of objects refused or could not do, as a sentence; a failure of ours as it is. `what` is the bucket at the start,
 * which is not there where it is not found; `storing` says that nothing was kept. What is no refusal passes by itself.
 */
export function storeTrouble(thrown: unknown, { what, storing }: { what?: string; storing?: boolean } = {}): unknown {
  if (thrown instanceof Failure) return thrown;
  const { name = "", code = "", message = "", $metadata } = (thrown ?? {}) as Told;
  const status = $metadata?.httpStatusCode;
  const told =
    reasons[name] ??
    (status === 403 ? refused : status === 404 && what !== undefined ? reasons.NoSuchBucket : undefined);
  const why = code || name || message.slice(0, 100);
  const sentence = `${what ?? "The bucket of files"} ${told ?? `does not answer as it should (${why})`}.`;
  const mayPass = status === undefined || status >= 500 || status === 408 || status === 429 || busy.has(name);
  const facts = { code: code || name, ...(told === undefined && mayPass && { passes: true }) };
  return new Failure("unavailable", storing ? `${sentence} Nothing was stored.` : sentence, facts);
}
