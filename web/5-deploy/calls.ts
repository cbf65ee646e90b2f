/** The languages in which the call is shown. */
export const languages = [
  ["curl", "curl"],
  ["python", "Python"],
  ["typescript", "TypeScript"],
] as const;
/** A language in which the call is shown. */
export type Language = (typeof languages)[number][0];

/** Text inside single quotes of a shell: nothing in it is read by the shell. */
const inShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The call that the text box makes, ready to be pasted: curl, Python or TypeScript. */
export function callIn(language: Language, given: { origin: string; endpoint: string; text: string }): string {
  const { origin, endpoint, text } = given;
  const address = `${origin}/api/v1/endpoints/${endpoint}/predict`;
  if (language === "curl")
    return `curl ${address} \\\n  -H "Authorization: Bearer $HANDLOOM_KEY" \\\n  -H "Content-Type: application/json" \\\n  -d ${inShell(JSON.stringify({ text }))}`;
  if (language === "python")
    return `import json, os, urllib.request\n\nrequest = urllib.request.Request(\n    ${JSON.stringify(address)},\n    data=json.dumps({"text": ${JSON.stringify(text)}}).encode(),\n    headers={"Authorization": "Bearer " + os.environ["HANDLOOM_KEY"], "Content-Type": "application/json"},\n)\nprint(json.load(urllib.request.urlopen(request))["label"])`;
  return `import { makeClient } from "handloom/client";\n\nconst handloom = makeClient({ url: ${JSON.stringify(origin)}, key: process.env.HANDLOOM_KEY });\nconst answer = await handloom.predict({ endpoint: ${JSON.stringify(endpoint)}, text: ${JSON.stringify(text)} });\nconsole.log(answer.label);`;
}
