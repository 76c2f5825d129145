// What a slow step does to those that read for it, over every file system.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { from } from "../../core/mod.ts";
import type { RemotePlace } from "./remote-formats.ts";

/** MiB that live in this process, once what does not is collected. */
export function heldMiB(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

export function testSlowStep(where: string, placed: () => Pick<RemotePlace, "files" | "folder">): void {
  test(`a slow step holds back who reads a large file ${where}: what is in memory is a fraction of it`, async () => {
    const { files, folder } = placed();
    const path = `${folder}/slow/large.csv`;
    const lines = new TextEncoder().encode(`${"x".repeat(999)}\n`.repeat(1_000));
    const writer = await files.write(path);
    await writer.write(new TextEncoder().encode("text\n"));
    for (let megabyte = 0; megabyte < megabytes; megabyte++) await writer.write(lines);
    await files.publish(await writer.finish(), path);
    const before = heldMiB();
    let [rows, peak] = [0, 0];
    await from(csv<{ text: string }>(path)).forEach(async () => {
      if (++rows % 10_000 !== 0) return;
      await new Promise((done) => setTimeout(done, 100));
      peak = Math.max(peak, heldMiB() - before);
    });
    expect(rows).toBe(megabytes * 1_000);
    expect(peak).toBeLessThan(megabytes / 2);
  });
}

const megabytes = 150;
