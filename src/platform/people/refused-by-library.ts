import { Failure } from "#failure";

/** What better-auth refuses, a status of 4xx of its own, as a failure of ours that names a field; anything else stays as it was thrown. */
export async function refusedAs<Answer>(field: string, asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (thrown) {
    throw isRefusal(thrown)
      ? new Failure("invalid", `"${field}" is refused: ${thrown.message.replace(/[.\s]*$/, "")}.`, { field })
      : thrown;
  }
}

// Known by its shape: the library is loaded only where it is needed.
const isRefusal = (thrown: unknown): thrown is Error & { statusCode: number } =>
  thrown instanceof Error &&
  thrown.name === "APIError" &&
  "statusCode" in thrown &&
  Number(thrown.statusCode) >= 400 &&
  Number(thrown.statusCode) < 500;
