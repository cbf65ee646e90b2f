import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Blobs } from "#world";

/** A store of blobs, with what the tests do behind its back. */
export interface StoreUnderTest {
  readonly blobs: Blobs;
  /** Puts other bytes in the place of a blob. */
  overwrite(workspace: string, hash: string, bytes: Uint8Array): Promise<void>;
  /** How many uploads left something under a temporary name. */
  leftovers(): Promise<number>;
}

const workspace = "workspace_00000001";
const bytes = (text: string) => new TextEncoder().encode(text);

/** What every store of blobs does alike. */
export function storesBlobs(open: () => StoreUnderTest): void {
  const put = async (content: string | Uint8Array | AsyncIterable<Uint8Array>) => {
    const received = await open().blobs.receive(workspace, typeof content === "string" ? bytes(content) : content);
    await received.keep();
    return received;
  };
  const streamed = async (hash: string) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await open().blobs.stream(workspace, hash)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  test("a blob is found again under the SHA-256 of its bytes, with its MD5 beside it", async () => {
    const { hash, bytes: size, md5 } = await put("abc");
    expect({ hash, size, md5 }).toEqual({
      hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      size: 3,
      md5: "900150983cd24fb0d6963f7d28e17f72",
    });
    expect(new TextDecoder().decode(await open().blobs.read(workspace, hash))).toBe("abc");
    expect((await streamed(hash)).toString()).toBe("abc");
  });

  test("one of no bytes and one of many parts come back as they were", async () => {
    expect(await streamed((await put("")).hash)).toHaveLength(0);
    const chunk = Uint8Array.from({ length: 1_000_003 }, (_, at) => at % 251);
    const { hash, bytes: size } = await put(
      (async function* () {
        for (let sent = 0; sent < 21; sent++) yield chunk;
      })(),
    );
    expect(size).toBe(21 * chunk.length);
    const whole = Buffer.concat(Array.from({ length: 21 }, () => chunk));
    expect(whole.equals(await streamed(hash))).toBe(true);
    expect(whole.equals(await open().blobs.read(workspace, hash))).toBe(true);
  });

  test("it is lent as a file until it is given back, and stays where it is", async () => {
    const { hash } = await put("lent");
    const lent = await open().blobs.borrow(workspace, hash);
    expect(await readFile(lent.path, "utf8")).toBe("lent");
    await lent.giveBack();
    expect((await streamed(hash)).toString()).toBe("lent");
    await expect(open().blobs.borrow(workspace, "0".repeat(64))).rejects.toThrow("missing");
  });

  test("another workspace does not see it", async () => {
    const { hash } = await put("mine");
    await expect(open().blobs.read("workspace_00000002", hash)).rejects.toMatchObject({ kind: "missing" });
    await expect(open().blobs.stream("workspace_00000002", hash)).rejects.toMatchObject({ kind: "missing" });
  });

  test("bytes that nobody kept are no blob, and are gone once they are dropped", async () => {
    const { blobs, leftovers } = open();
    const received = await blobs.receive(workspace, bytes("dropped"));
    await expect(blobs.read(workspace, received.hash)).rejects.toThrow("missing");
    await received.drop();
    expect(await leftovers()).toBe(0);
  });

  test("dropping what was kept leaves it, and keeping the same bytes again is no harm", async () => {
    const received = await put("kept");
    await received.drop();
    await (await put("kept")).drop();
    expect((await open().blobs.read(workspace, received.hash)).length).toBe(4);
    expect(await open().leftovers()).toBe(0);
  });

  test("a stream over the limit, or one that breaks, is refused and leaves nothing behind", async () => {
    const { blobs, leftovers } = open();
    const stream = async function* (then?: Error) {
      yield new Uint8Array(10);
      if (then) throw then;
      yield new Uint8Array(10);
    };
    await expect(blobs.receive(workspace, stream(), 15)).rejects.toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("larger than 15 bytes"),
    });
    await expect(blobs.receive(workspace, stream(new Error("the line broke")))).rejects.toThrow(/the line broke/);
    expect(await leftovers()).toBe(0);
  });

  test("bytes that are not those that were stored are never given as if they were", async () => {
    const { blobs, overwrite } = open();
    const { hash } = await put("what was stored");
    for (const other of ["what ", "what was store!", ""]) {
      await overwrite(workspace, hash, bytes(other));
      await expect(blobs.read(workspace, hash)).rejects.toThrow("damaged");
      await expect(streamed(hash)).rejects.toThrow("damaged");
    }
    await put("what was stored");
    expect((await blobs.read(workspace, hash)).toString()).toBe("what was stored");
  });

  test("all blobs are listed with the time when they were stored, and are gone once removed", async () => {
    const { blobs } = open();
    const { hash } = await put("listed");
    const find = async () => {
      for await (const one of blobs.list()) if (one.hash === hash) return one;
      return undefined;
    };
    const listed = await find();
    expect(listed).toMatchObject({ workspace, hash });
    expect(Math.abs(Date.now() - (listed?.at.getTime() ?? 0))).toBeLessThan(60_000);
    await blobs.remove(workspace, hash);
    await blobs.remove(workspace, hash);
    expect(await find()).toBeUndefined();
    await expect(blobs.read(workspace, hash)).rejects.toThrow("missing");
  });

  test("an address that is not a hash reaches nothing", async () => {
    const { blobs } = open();
    for (const reach of [blobs.read, blobs.stream, blobs.borrow, blobs.remove])
      await expect(reach(workspace, "../../etc/passwd")).rejects.toThrow("Not the address");
  });
}
