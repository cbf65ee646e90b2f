import { readConfig } from "#config";
import { Failure } from "#failure";

const [command = "help", ...rest] = process.argv.slice(2);

/** Runs one command; each loads only what it needs, so that a quick one is quick. */
async function run(): Promise<number> {
  const config = readConfig(process.env);
  if (isOwn(command) && !rest.includes("--help")) {
    refuseUnknown(rest);
    const program = await import("#program");
    const says = rest.includes("--json") ? "json" : "text";
    if (command === "start") return program.start(config, { portIsAsked: process.env.PORT ? "yes" : "no", says });
    if (command === "work")
      return program.runWork(config, { besideServer: rest.includes("--beside-server") ? "yes" : "no", says });
    if (command === "migrate") return program.runMigrate(config, says);
    if (command === "rotate-secret") return program.runRotate(config, says);
    return program.runGenerate();
  }
  const { runCommand } = await import("#cli");
  return runCommand({ arguments: [command, ...rest], config });
}

const isOwn = (word: string): boolean => ["start", "work", "migrate", "rotate-secret", "generate"].includes(word);

function refuseUnknown(given: readonly string[]): void {
  const unknown = given.find((word) => word !== "--json" && word !== "--beside-server");
  if (unknown !== undefined)
    throw new Failure("invalid", `"${command}" does not know "${unknown}". See: handloom ${command} --help`);
}

run().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    // A failure is meant for people; anything else shows where it came from.
    console.error(thrown instanceof Failure ? thrown.message : thrown);
    process.exit(1);
  },
);
