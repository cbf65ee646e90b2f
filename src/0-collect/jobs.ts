import { z } from "zod";
import { idNaming } from "#platform/http/contract";

/** The job that takes a file that was sent: its name and input; what it does is bound in labelling, which knows labels. */
export const importFile = {
  name: "import-file",
  input: z.object({ import: idNaming("import") }),
} as const;
