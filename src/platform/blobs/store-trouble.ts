import { Failure } from "#failure";

interface Told {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const reasons: Readonly<Record<string, string>> = {
  NoSuchBucket: "does not exist",
  NotFound: "does not exist",
  AccessDenied: "may not be used with these credentials",
  Forbidden: "may not be used with these credentials",
  InvalidAccessKeyId: "may not be used with these credentials",
  SignatureDoesNotMatch: "may not be used with these credentials",
  CredentialsProviderError:
    "cannot be asked: no credentials are set (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role)",
};
const statuses: Readonly<Record<number, string>> = { 403: "AccessDenied", 404: "NotFound" };

/** What a store of objects refused or could not do, as a sentence about `what`; a failure of ours as it is. */
export function storeTrouble(thrown: unknown, what?: string): unknown {
  if (thrown instanceof Failure) return thrown;
  const { name = "", code = "", message = "", $metadata } = (thrown ?? {}) as Told;
  const told = reasons[name] ?? reasons[statuses[$metadata?.httpStatusCode ?? 0] ?? ""];
  const reason = told ?? `does not answer as it should (${code || name || message.slice(0, 100)})`;
  const sentence = what ? `${what} ${reason}.` : `The bucket of files ${reason}. Nothing was stored.`;
  return new Failure("unavailable", sentence, { code: code || name });
}
