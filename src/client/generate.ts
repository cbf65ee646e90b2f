import { writeFile } from "node:fs/promises";
import { openApi } from "#platform/http";
import { allContracts } from "./contracts.ts";
import { generateClient } from "./generate-client.ts";

const version = process.env.npm_package_version ?? "0";
await writeFile(new URL("./api.generated.ts", import.meta.url), generateClient(openApi(allContracts, version)));
