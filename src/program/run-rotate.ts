import type { Config } from "#config";
import { rotateSecret } from "#platform/secrets";

/** `handloom rotate-secret`: puts a new secret before the one of the data folder, which still opens what it sealed. */
export async function runRotate(config: Config, says: "text" | "json"): Promise<number> {
  const earlier = await rotateSecret(config);
  const sentence =
    "The data folder has a new secret. Start Handloom again: then everybody signs in anew, and within the hour what the earlier secret sealed is sealed by the new one.";
  console.log(says === "json" ? JSON.stringify({ earlier }) : sentence);
  return 0;
}
