import { execFile } from "node:child_process";
import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a load generator saw. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  /** Of one request, in microseconds. */
  readonly median: number;
  readonly p99: number;
  readonly errors: number;
}

/** The path of `wrk`, installed if this is root on Debian, or the reason why there is none. */
export async function findWrk(): Promise<{ wrk: string } | { reason: string }> {
  if (await works("wrk", ["-v"])) return { wrk: "wrk" };
  const isDebian =
    process.getuid?.() === 0 &&
    (await access("/usr/bin/apt-get").then(
      () => true,
      () => false,
    ));
  if (isDebian) await run("apt-get", ["install", "-y", "-q", "wrk"], { timeout: 120_000 }).catch(() => undefined);
  return (await works("wrk", ["-v"])) ? { wrk: "wrk" } : { reason: "the load generator wrk is not installed" };
}

/** `wrk -v` prints its version and ends with 1. */
const works = (command: string, args: string[]): Promise<boolean> =>
  run(command, args).then(
    () => true,
    (thrown: NodeJS.ErrnoException) => thrown.code !== "ENOENT",
  );

const script = `
local bodies, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do bodies[#bodies + 1] = line end
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  if args[2] then wrk.headers["authorization"] = "Bearer " .. args[2] end
end
function request()
  at = at % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[at])
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\\n{"requests": %d, "perSecond": %.3f, "median": %.3f, "p99": %.3f, "errors": %d}\\n', summary.requests,
    summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;

/** Where to send the load, and for how long. */
export interface Target {
  readonly url: string;
  readonly key?: string;
  readonly texts: readonly string[];
  /** A folder for the script and the bodies. */
  readonly folder: string;
}

/** Sends {"text": …} over so many connections for some seconds, the texts in turn. */
export async function putLoad(
  wrk: string,
  target: Target,
  how: { connections: number; seconds: number },
): Promise<Load> {
  const [program, bodies] = [join(target.folder, "post.lua"), join(target.folder, "bodies.txt")];
  await writeFile(program, script);
  await writeFile(bodies, target.texts.map((text) => JSON.stringify({ text })).join("\n"));
  const args = ["-t1", `-c${how.connections}`, `-d${how.seconds}s`, "-s", program, target.url, "--", bodies];
  const { stdout } = await run(wrk, target.key ? [...args, target.key] : args);
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n{")));
}
