import { writeFile } from "node:fs/promises";
import { allContracts } from "#client/contracts";
import { generateClient } from "#client/generate";
import { environmentExample } from "#config";
import { openApi } from "#platform/http";
import { programVersion } from "./version.ts";

/** The files that are made from the source, with their text: the typed client and `.env.example`. */
export function generatedFiles(): { readonly path: URL; readonly text: string }[] {
  return [
    {
      path: new URL("../client/api.generated.ts", import.meta.url),
      text: generateClient(openApi(allContracts, programVersion)),
    },
    { path: new URL("../../.env.example", import.meta.url), text: environmentExample() },
  ];
}

/** `npm run generate`: writes them anew. */
export async function runGenerate(): Promise<number> {
  for (const { path, text } of generatedFiles()) await writeFile(path, text);
  return 0;
}
