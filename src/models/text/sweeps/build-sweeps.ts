import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const source = join(import.meta.dirname, "sweeps.as.ts");
const target = join(import.meta.dirname, "sweeps.generated.ts");

/** Compiles sweeps.as.ts with AssemblyScript and gives the text of sweeps.generated.ts. */
export async function buildSweeps(): Promise<string> {
  const { default: asc } = await import("assemblyscript/asc");
  const text = await readFile(source, "utf8");
  let binary: Uint8Array | undefined;
  const flags = [
    "-O3",
    "--noAssert",
    "--runtime",
    "stub",
    "--importMemory",
    "--enable",
    "simd",
    "--outFile",
    "out.wasm",
  ];
  const { error, stderr } = await asc.main(["sweeps.ts", ...flags], {
    readFile: (name) => (name === "sweeps.ts" ? text : null),
    writeFile: (name, contents) => {
      if (name === "out.wasm") binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`sweeps.as.ts does not compile: ${stderr.toString()}`, { cause: error });
  const base64 = Buffer.from(binary).toString("base64");
  const lines = base64.match(/.{1,110}/g) ?? [];
  return `// Made from sweeps.as.ts by build-sweeps.ts: do not edit.\nexport const sweepsBase64 = [\n${lines.map((line) => `  "${line}",`).join("\n")}\n].join("");\n`;
}

if (process.argv[1] === import.meta.filename) await writeFile(target, await buildSweeps());
