import { z } from "zod";

/** The job that takes a file that was sent: its name and input; what it does is bound in labelling, which knows labels. */
export const importFile = {
  name: "import-file",
  input: z.object({ import: z.string().transform((id) => id as `import_${string}`) }),
} as const;
