// Small files that are joined where the store ignores conditions, as SeaweedFS does: calls keep one another out by files.
import { readdir, utimes } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compactFiles, csv } from "../../../../connectors/csv/mod.ts";
import { localFiles, registerFileSystem } from "../../../../core/io/mod.ts";
import { from } from "../../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../../core/platform/mod.ts";
import { virtualClock } from "../../../../core/testing/mod.ts";
import { inFolder, put } from "../text-files.ts";
import { testCompaction } from "./compaction-cases.ts";

const careless = {
  ...localFiles,
  publish: (temporary: string, path: string) => localFiles.publish(temporary, path),
};

const made: string[] = [];
beforeAll(() => registerFileSystem("file", async () => careless));
afterAll(async () => {
  registerFileSystem("file", async () => localFiles);
  for (const folder of made) await deleteFolder(folder);
});

testCompaction(
  "where conditions are ignored",
  async () => {
    const folder = await temporaryFolder("millrace-joined-");
    made.push(folder);
    return { files: careless, folder: `${folder}/table`, scheme: "file" };
  },
  3,
);

const atOnce = { olderThan: 0, keepFor: 0 } as const;
const killed = "_joining-0123456789abcdef.claim";

test("the claim of a call that was killed counts for ten minutes", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    const claim = await put(`${folder}/${killed}`, "");
    const aged = (minutes: number) => utimes(claim, new Date(), Date.now() / 1000 - minutes * 60);
    await aged(9.8);
    await expect(compactFiles(csv(folder), atOnce)).rejects.toThrow(
      /^Cannot join the files of csv.* as one call at a time must do that in a folder: got another one, which has written ".*abcdef\.claim"; call it again when that has ended; where it was killed remove that file, or wait until it is 10 minutes old$/,
    );
    expect((await readdir(folder)).sort()).toEqual([killed, "a.csv", "b.csv"]);
    await aged(10);
    expect(await compactFiles(csv(folder), atOnce)).toEqual({ joined: 2, into: 1, removed: 2 });
    expect((await readdir(folder)).filter((name) => name.endsWith(".claim"))).toEqual([]);
    expect((await from(csv(folder)).collect()).length).toBe(2);
  }));

test("a call that stood still while another one took over joins nothing any more", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    let stops = 0;
    const write: typeof localFiles.write = async (path, options) => {
      if (path.includes("part-joined") && stops++ === 0) {
        const [own] = (await readdir(folder)).filter((name) => name.endsWith(".claim"));
        await utimes(`${folder}/${own}`, new Date(), Date.now() / 1000 - 700);
        expect(await compactFiles(csv(folder), { olderThan: 0 })).toEqual({ joined: 2, into: 1, removed: 0 });
      }
      return careless.write(path, options);
    };
    registerFileSystem("file", async () => ({ ...careless, write }));
    try {
      await expect(compactFiles(csv(folder), atOnce)).rejects.toThrow(
        /got another one that took over ".*", as this one stood still for 10 minutes; call it again/,
      );
    } finally {
      registerFileSystem("file", async () => careless);
    }
    expect((await readdir(folder)).filter((name) => /claim|tmp/.test(name))).toEqual([]);
    expect((await from(csv(folder)).collect()).length).toBe(2);
  }));

test("claims and probes that killed calls left go a day later, also where conditions are kept", () =>
  inFolder(async (folder) => {
    for (const name of ["a.csv", "b.csv", killed, "_joining-0123456789abcdef.probe"])
      await put(`${folder}/${name}`, "n\n1\n");
    registerFileSystem("file", async () => localFiles);
    try {
      await compactFiles(csv(folder), atOnce);
      expect((await readdir(folder)).filter((name) => name.startsWith("_joining-")).length).toBe(2);
      await put(`${folder}/c.csv`, "n\n1\n");
      await compactFiles(csv(folder), { ...atOnce, clock: virtualClock(Date.now() + 86_500_000) });
    } finally {
      registerFileSystem("file", async () => careless);
    }
    expect((await readdir(folder)).filter((name) => name.startsWith("_joining-"))).toEqual([]);
    expect((await from(csv(folder)).collect()).length).toBe(3);
  }));

test("a folder that does not show the claim that was written into it is not joined: nor may it show another", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    const list: typeof localFiles.list = async function* (...given) {
      for await (const file of localFiles.list(...given)) if (!file.path.endsWith(".claim")) yield file;
    };
    registerFileSystem("file", async () => ({ ...careless, list }));
    try {
      await expect(compactFiles(csv(folder), atOnce)).rejects.toThrow(
        /as a folder must show what was written into it: got none of the name ".*\.claim"; call it again/,
      );
    } finally {
      registerFileSystem("file", async () => careless);
    }
    expect((await readdir(folder)).sort()).toEqual(["a.csv", "b.csv"]);
  }));
