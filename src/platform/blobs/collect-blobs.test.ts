import { utimes } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ids";
import { transaction } from "#platform/database";
import { patient, testWorld } from "#tests/world";
import { collectBlobs, collectOrphans } from "./collect-blobs.ts";
import { keepBlob, keepFile, releaseFiles, storeFile } from "./keep-file.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

const bytes = (text: string) => new TextEncoder().encode(text);
const fileOf = (path = "source") => ({
  workspace: opened.workspace,
  project: undefined,
  owner: newId("import"),
  path,
});
const isThere = (hash: string) =>
  opened.world.blobs.borrow(opened.workspace, hash).then(
    () => true,
    () => false,
  );

test("bytes stay until the last of those who keep them lets go", async () => {
  const { world } = opened;
  const [one, other] = [fileOf(), fileOf("model")];
  const { hash } = await storeFile(world, bytes("shared"), one);
  await keepBlob(world, hash, other);
  await releaseFiles(world, { owners: [one.owner] });
  expect(await collectBlobs(world)).toBe(0);
  expect(await isThere(hash)).toBe(true);
  await releaseFiles(world, { owners: [other.owner], path: "model" });
  expect(await collectBlobs(world)).toBe(1);
  expect(await isThere(hash)).toBe(false);
});

test("a refused upload of bytes that somebody else keeps leaves theirs", async () => {
  const { world } = opened;
  const { hash } = await storeFile(world, bytes("the champion"), fileOf("model"));
  const again = await world.blobs.receive(opened.workspace, bytes("the champion"));
  await again.drop();
  const refused = fileOf();
  await keepFile(world, await world.blobs.receive(opened.workspace, bytes("the champion")), refused);
  await releaseFiles(world, { owners: [refused.owner] });
  await collectBlobs(world);
  expect(await isThere(hash)).toBe(true);
});

test("letting go in a transaction that is rolled back removes nothing", async () => {
  const { world } = opened;
  const file = fileOf();
  const { hash } = await storeFile(world, bytes("rolled back"), file);
  const undone = transaction(world.db, async (db) => {
    await releaseFiles({ db }, { owners: [file.owner] });
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await collectBlobs(world)).toBe(0);
  expect(await isThere(hash)).toBe(true);
});

test("what is kept while the same bytes are let go stays, however the two meet", async () => {
  const { world } = opened;
  for (let round = 0; round < 20; round++) {
    const [before, after] = [fileOf(), fileOf()];
    const { hash } = await storeFile(world, bytes(`met ${round}`), before);
    const keep = async () => {
      const received = await world.blobs.receive(opened.workspace, bytes(`met ${round}`));
      await keepFile(world, received, after);
    };
    const letGo = async () => {
      await releaseFiles(world, { owners: [before.owner] });
      await collectBlobs(world);
    };
    await Promise.all(round % 2 === 0 ? [keep(), letGo()] : [letGo(), keep()]);
    await collectBlobs(world);
    expect(await isThere(hash)).toBe(true);
  }
});

test("an owner that keeps other bytes under the same path lets go of the first", async () => {
  const { world } = opened;
  const file = fileOf();
  const first = await storeFile(world, bytes("first"), file);
  const second = await storeFile(world, bytes("second"), file);
  await collectBlobs(world);
  expect([await isThere(first.hash), await isThere(second.hash)]).toEqual([false, true]);
});

test("bytes that a kill left without a row go a day later, younger ones and kept ones stay", async () => {
  const { world, workspace } = opened;
  const orphan = await world.blobs.receive(workspace, bytes("orphan"));
  await orphan.keep();
  const young = await world.blobs.receive(workspace, bytes("young"));
  await young.keep();
  const kept = await storeFile(world, bytes("kept"), fileOf());
  // Another installation may keep its files beside ours.
  const elsewhere = newId("workspace");
  const others = await world.blobs.receive(elsewhere, bytes("of others"));
  await others.keep();
  const longAgo = Date.now() / 1000 - 25 * 3600;
  const age = async (where: typeof workspace, hash: string) =>
    utimes((await world.blobs.borrow(where, hash)).path, longAgo, longAgo);
  for (const { hash } of [orphan, kept]) await age(workspace, hash);
  await age(elsewhere, others.hash);
  expect(await collectOrphans(world, patient)).toBe(1);
  expect((await world.blobs.read(elsewhere, others.hash)).length).toBe(9);
  expect([await isThere(orphan.hash), await isThere(young.hash), await isThere(kept.hash)]).toEqual([
    false,
    true,
    true,
  ]);
});
