import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Does the work while no other process does the same; waits for one that does, and takes over from one that died. */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  while (!take(file)) await sleep(100);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file); // made with its content in one step
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    breakIfDead(file);
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function breakIfDead(file) {
  const holder = read(file);
  // Our own number can only be that of a dead one before us, as happens in containers.
  if (holder === undefined || (Number(holder) !== process.pid && isAlive(Number(holder)))) return;
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    // Somebody may have broken the lock and taken it between our look and our move: then it goes back.
    if (read(aside) !== holder) linkSync(aside, file);
  } catch {
    return;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
