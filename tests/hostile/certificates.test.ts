import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const openssl = process.env.OPENSSL ?? "openssl";
const hasOpenssl = spawnSync(openssl, ["version"]).status === 0;
const root = resolve(import.meta.dirname, "../..");
let folder = "";
let server: Server;

beforeAll(async () => {
  if (!hasOpenssl) return;
  folder = mkdtempSync(join(tmpdir(), "handloom-tls-"));
  const key = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    join(folder, "key.pem"),
  ];
  const name = ["-subj", "/CN=pinned.test", "-addext", "subjectAltName=DNS:pinned.test"];
  execFileSync(openssl, ["req", "-x509", ...key, "-out", join(folder, "cert.pem"), "-days", "2", ...name], {
    stdio: "ignore",
  });
  const pem = (file: string) => readFileSync(join(folder, file));
  server = createServer({ key: pem("key.pem"), cert: pem("cert.pem") }, (_, response) => response.end("hello"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => {
  server?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Calls a name that means this machine from a process with settings of its own, and gives what came of it. */
function called(host: string, settings: Record<string, string>): Promise<string> {
  const script = `import { openOutbound } from "#platform/outbound";
    const outbound = openOutbound(["127.0.0.1"], async () => [{ address: "127.0.0.1", family: 4 }]);
    const url = "https://${host}:${(server.address() as AddressInfo).port}/";
    console.log(await outbound.call({ url }).then(({ status }) => status, ({ message }) => message));`;
  return new Promise((done, fail) => {
    const env = { ...process.env, NODE_NO_WARNINGS: "1", ...settings };
    execFile(process.execPath, ["--input-type=module", "-e", script], { env, cwd: root }, (thrown, out) =>
      thrown ? fail(thrown) : done(out.trim()),
    );
  });
}

test.skipIf(!hasOpenssl)(
  "a certificate is held against the name that was called, not against the pinned address",
  async () => {
    const known = { NODE_EXTRA_CA_CERTS: join(folder, "cert.pem") };
    expect(await called("pinned.test", known)).toBe("200");
    expect(await called("other.test", known)).toMatch("certificate for another name");
    expect(await called("127.0.0.1", known)).toMatch("certificate for another name");
  },
);

test.skipIf(!hasOpenssl)("no setting of the environment makes a certificate good that nobody vouches for", async () => {
  expect(await called("pinned.test", { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toMatch("nobody vouches for");
});
