import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { findPython } from "./python.ts";

/** A store of objects that speaks S3, in a process of its own, with one bucket; the environment says where it is. */
export interface ObjectStore {
  readonly client: S3Client;
  readonly bucket: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The keys under a prefix. */
  keys(prefix: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Starts it, or says why it cannot be. */
export async function startObjectStore(): Promise<ObjectStore | { readonly reason: string }> {
  const { interpreter, reason } = await findPython("moto");
  if (interpreter === undefined) return { reason };
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const store = spawn(interpreter, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const answers = () =>
    fetch(endpoint).then(
      () => true,
      () => false,
    );
  while (!(await answers())) await sleep(100);
  const bucket = "a-bucket";
  const environment = {
    AWS_ACCESS_KEY_ID: "an-id",
    AWS_SECRET_ACCESS_KEY: "a-secret",
    AWS_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_S3: endpoint,
  };
  Object.assign(process.env, environment);
  const client = new S3Client({ forcePathStyle: true });
  const where = { CreateBucketConfiguration: { LocationConstraint: "eu-central-1" } } as const;
  await client.send(new CreateBucketCommand({ Bucket: bucket, ...where }));
  return {
    client,
    bucket,
    environment,
    async keys(prefix) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      return Contents.map(({ Key = "" }) => Key);
    },
    async stop() {
      store.kill();
      await once(store, "exit");
    },
  };
}
