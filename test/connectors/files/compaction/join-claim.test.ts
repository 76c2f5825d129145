import { readdir, rm } from "node:fs/promises";
import { afterEach, expect, test, vi } from "vitest";
import { keepsConditions, withClaim } from "../../../../connectors/files/compaction/join-claim.ts";
import type { JoinFolder } from "../../../../connectors/files/compaction/join-steps.ts";
import { localFiles } from "../../../../core/io/mod.ts";
import { inFolder } from "../text-files.ts";

afterEach(() => vi.useRealTimers());

/** Real files; what is written and looked at is counted, since only time is not real. */
async function claimed(
  act: (folder: string, minute: () => Promise<void>) => Promise<void>,
): Promise<{ readonly written: number; readonly looks: number }> {
  const count = { written: 0, looks: 0 };
  const store: JoinFolder["store"] = {
    ...localFiles,
    stat: async (path) => {
      const found = await localFiles.stat(path);
      count.looks++;
      return found;
    },
    publish: async (...given) => {
      await localFiles.publish(...given);
      count.written++;
    },
  };
  const minute = async (): Promise<void> => {
    const before = count.looks;
    vi.advanceTimersByTime(60_000);
    await vi.waitFor(() => expect(count.looks).toBeGreaterThan(before), { interval: 1, timeout: 5000 });
    // What follows a look is done once the next pause has begun.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0), { interval: 1, timeout: 5000 });
  };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await inFolder(async (folder) => {
    const listed = async (): Promise<JoinFolder> => {
      const hidden = [];
      for (const name of await readdir(folder)) hidden.push((await localFiles.stat(`${folder}/${name}`))!);
      return { folder, store, files: [], hidden };
    };
    await withClaim(await listed(), listed, "csv(x)", async () => act(folder, minute));
  });
  return count;
}

const claims = async (folder: string): Promise<number> =>
  (await readdir(folder)).filter((name) => name.endsWith(".claim")).length;

test("a claim is written anew every minute for as long as it is there", async () => {
  const { written } = await claimed(async (folder, minute) => {
    await minute();
    await minute();
    expect(await claims(folder)).toBe(1);
  });
  expect(written).toBe(3);
});

test("a claim that another call took away is not written again: its call stood still", async () => {
  const { written, looks } = await claimed(async (folder, minute) => {
    for (const name of await readdir(folder)) await rm(`${folder}/${name}`);
    await minute();
    await minute();
    expect(await claims(folder)).toBe(0);
  });
  expect([written, looks]).toEqual([1, 2]);
});

test("only that there is such a file already tells that a store keeps to conditions: no other error does", () =>
  inFolder(async (folder) => {
    let published = 0;
    const publish: typeof localFiles.publish = async (temporary, path, options) => {
      if (++published === 2) {
        await localFiles.delete(temporary);
        throw new Error("the disk is full");
      }
      return localFiles.publish(temporary, path, options);
    };
    expect(await keepsConditions(localFiles, folder)).toBe(true);
    await expect(keepsConditions({ ...localFiles, publish }, folder)).rejects.toThrow("the disk is full");
    const careless = { ...localFiles, publish: (from: string, to: string) => localFiles.publish(from, to) };
    expect(await keepsConditions(careless, folder)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  }));
