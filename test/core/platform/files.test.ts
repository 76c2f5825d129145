import { existsSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  deleteFolder,
  joinPath,
  listFolder,
  makeFolder,
  openFile,
  readFileRange,
  renameFile,
  statFile,
  temporaryFolder,
} from "../../../core/platform/mod.ts";

let folder = "";
beforeAll(async () => {
  folder = await temporaryFolder("millrace-files-");
});
afterAll(() => deleteFolder(folder));

test("a file is made, written, read in parts and renamed", async () => {
  const path = joinPath(folder, "a.bin");
  const file = await openFile(path, "create");
  await file.write(Uint8Array.of(1, 2, 3));
  await file.write(Uint8Array.of(4, 5));
  await file.sync();
  await file.close();
  await renameFile(path, joinPath(folder, "b.bin"));
  expect([...(await readFileRange(joinPath(folder, "b.bin"), 1, 4))]).toEqual([2, 3, 4]);
  expect([...(await readFileRange(joinPath(folder, "b.bin"), 3, 99))]).toEqual([4, 5]);
  expect((await listFolder(folder)).map(({ name }) => name)).toEqual(["b.bin"]);
  expect(await statFile(path)).toBeUndefined();
});

test("an error says what failed, where, and what to do", async () => {
  const shown = JSON.stringify(folder);
  await expect(openFile(joinPath(folder, "absent.csv"), "read")).rejects.toThrow(
    `Cannot open "absent.csv" in ${shown} as it must exist: got ENOENT; check the path`,
  );
  await expect(listFolder(joinPath(folder, "absent"))).rejects.toThrow(
    `Cannot list folder "absent" in ${shown} as it must exist: got ENOENT; check the path`,
  );
  const file = await openFile(joinPath(folder, "there"), "create");
  await file.close();
  await expect(openFile(joinPath(folder, "there"), "create")).rejects.toThrow(
    `Cannot create "there" in ${shown} as there must be nothing under its name: got EEXIST; ` +
      "delete it or choose another name",
  );
  await expect(readFileRange(folder, 0, 1)).rejects.toThrow(
    /^Cannot read ".*" in ".*" as it must be a file: got EISDIR; give a file, or a pattern that matches files$/,
  );
});

test("a folder is made with those above it, and one that is there is no error", async () => {
  await makeFolder(joinPath(folder, "x", "y", "z"));
  await makeFolder(joinPath(folder, "x", "y", "z"));
  await Promise.all(["p", "q"].map((name) => makeFolder(joinPath(folder, "both", "of", name))));
  expect((await listFolder(joinPath(folder, "both", "of"))).map(({ name }) => name)).toEqual(["p", "q"]);
});

test("a folder that cannot be made is an error", async () => {
  await (await openFile(joinPath(folder, "file"), "create")).close();
  for (const below of ["file", "file/x", "file/x/y"]) {
    await expect(makeFolder(joinPath(folder, below))).rejects.toThrow(
      /^Cannot make folder ".*" in ".*" as each part of its path must be a folder: got ".*", which is a file; check the path$/,
    );
  }
});

// There Node's own recursive making of folders does not come to an end.
test.runIf(existsSync("/proc/self"))("a folder that takes no files says so", async () => {
  await expect(makeFolder("/proc/nope/deep")).rejects.toThrow(
    'Cannot make folder "deep" in "/proc/nope" as the system must take new files there: ' +
      'got ENOENT though "/proc" is there; write elsewhere',
  );
  await expect(openFile("/proc/nope", "create")).rejects.toThrow(
    'Cannot create "nope" in "/proc" as the system must take new files there: ' +
      'got ENOENT though "/proc" is there; write elsewhere',
  );
});

test("a link that leads round in a circle, and a name that is too long, are told with what to do", async () => {
  const loop = joinPath(folder, "loop.csv");
  await symlink(loop, loop);
  await expect(statFile(loop)).rejects.toThrow(
    `Cannot look at "loop.csv" in ${JSON.stringify(folder)} as symbolic links must end at a file or folder: got ELOOP; mend the link, or give what it should lead to`,
  );
  await expect(openFile(joinPath(folder, "x".repeat(300)), "create")).rejects.toThrow(
    /as the system must take so long a name: got ENAMETOOLONG; give it a shorter one$/,
  );
});
