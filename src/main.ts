import { readConfig } from "#config";
import { Failure } from "#failure";

const [command = "help", ...rest] = process.argv.slice(2);

/** Runs one command; each loads only what it needs, so that a quick one is quick. */
async function run(): Promise<number> {
  const config = readConfig(process.env);
  if (command === "start" || command === "work" || command === "migrate" || command === "generate") {
    const program = await import("#program");
    if (command === "start" && !rest.includes("--help"))
      return program.start(config, { portIsAsked: process.env.PORT ? "yes" : "no" });
    if (command === "work" && !rest.includes("--help"))
      return program.runWork(config, { besideServer: rest.includes("--beside-server") ? "yes" : "no" });
    if (command === "migrate" && !rest.includes("--help")) return program.runMigrate(config);
    if (command === "generate") return program.runGenerate();
  }
  const { runCommand } = await import("#cli");
  return runCommand({ arguments: [command, ...rest], config });
}

run().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    // A failure is meant for people; anything else shows where it came from.
    console.error(thrown instanceof Failure ? thrown.message : thrown);
    process.exit(1);
  },
);
