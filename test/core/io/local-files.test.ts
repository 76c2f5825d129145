import { spawnSync } from "node:child_process";
import { chmod, chown, mkdir, readdir, symlink, unlink, writeFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { fileSystemOf } from "../../../core/io/file-system.ts";
import { localFiles } from "../../../core/io/local-files.ts";
import { deleteFolder, fileUrl, machineName, openFile, temporaryFolder } from "../../../core/platform/mod.ts";
import { fileSystemContract } from "../../../core/testing/contracts/file-system.ts";
import { withoutRights } from "./without-rights.ts";

const platform = vi.hoisted(() => ({}) as { open: typeof openFile });

vi.mock("../../../core/platform/files.ts", async (original) => {
  const files = await original<typeof import("../../../core/platform/files.ts")>();
  platform.open = files.openFile;
  return { ...files, openFile: vi.fn(files.openFile) };
});

async function makeFolderUnderTest() {
  const folder = await temporaryFolder("millrace-local-files-");
  return { files: localFiles, folder, remove: () => deleteFolder(folder) };
}

for (const { name, run } of fileSystemContract(makeFolderUnderTest)) test(name, run);

test("a path without a scheme and a file: URL are both files of this machine", async () => {
  expect(await fileSystemOf("a/b.csv")).toBe(localFiles);
  expect(await fileSystemOf("file:///a/b.csv")).toBe(localFiles);
  const { folder, remove } = await makeFolderUnderTest();
  const url = fileUrl(`${folder}/a b.txt`);
  const writer = await localFiles.write(url);
  await localFiles.publish(await writer.finish(), url);
  expect((await localFiles.stat(`${folder}/a b.txt`))?.sizeBytes).toBe(0);
  await remove();
});

test("a symbolic link to a file is listed, one to a folder is not followed", async () => {
  const { folder, remove } = await makeFolderUnderTest();
  const writer = await localFiles.write(`${folder}/a.txt`);
  await localFiles.publish(await writer.finish(), `${folder}/a.txt`);
  await symlink(`${folder}/a.txt`, `${folder}/link.txt`);
  await symlink(folder, `${folder}/circle`);
  const names: string[] = [];
  for await (const { path } of localFiles.list(folder)) names.push(path.slice(folder.length + 1));
  expect(names).toEqual(["a.txt", "link.txt"]);
  await remove();
});

test("an unknown scheme is an error that names the known ones", async () => {
  await expect(fileSystemOf("gopher://x/y")).rejects.toThrow(
    'Cannot open "gopher://x/y" as no file system is registered for "gopher:": known are "file:", "s3:", "hdfs:"; use a local path',
  );
});

test("a file that is removed while it is written is told, though one of an earlier run has its name", async () => {
  const { folder, remove } = await makeFolderUnderTest();
  await writeFile(`${folder}/a.txt`, "of an earlier run");
  const writer = await localFiles.write(`${folder}/a.txt`);
  for (const name of await readdir(folder)) if (name.endsWith(".tmp")) await unlink(`${folder}/${name}`);
  await expect(writer.finish()).rejects.toThrow(
    /^Cannot publish ".*a\.txt" as its temporary file must stay until it is written: got no "\.a\.txt\..*\.tmp"; see what removes/,
  );
  await remove();
});

test.skipIf(process.platform === "win32")("what is a pipe is not written over: no file takes its name", async () => {
  const folder = await temporaryFolder("millrace-pipe-");
  try {
    spawnSync("mkfifo", [`${folder}/out.csv`]);
    await expect(localFiles.write(`${folder}/out.csv`)).rejects.toThrow(
      `Cannot write "${folder}/out.csv" as it must be a file, or the name of none yet: got a pipe; give the path of a file`,
    );
    expect((await localFiles.stat(`${folder}/out.csv`))?.special).toBe("pipe");
    expect(await readdir(folder)).toEqual(["out.csv"]);
  } finally {
    await deleteFolder(folder);
  }
});

test("what a killed process left half written is removed; what is whole, written elsewhere or by one that lives stays", async () => {
  const { folder, remove } = await makeFolderUnderTest();
  const gone = spawnSync(process.execPath, ["--version"]).pid;
  const name = (end: string): string => `.a.txt.0123456789abcdef.${end}.tmp`;
  const left = name(`p${gone}-${machineName()}`);
  const others = [name(`p${gone}-00000000`), name(`p${process.pid}-${machineName()}`), name("f1-2"), "a.txt"];
  for (const each of [left, ...others]) await writeFile(`${folder}/${each}`, "x");
  const writer = await localFiles.write(`${folder}/b.txt`);
  await writer.abort();
  expect((await readdir(folder)).sort()).toEqual(others.sort());
  await remove();
});

test("what is published at once bears the name of its process until it is, whole or not", async () => {
  const { folder, remove } = await makeFolderUnderTest();
  const writer = await localFiles.write(`${folder}/a.txt`, { publishes: "at once" });
  const temporary = await writer.finish();
  expect(await readdir(folder)).toEqual([expect.stringContaining(`.p${process.pid}-${machineName()}.tmp`)]);
  await localFiles.publish(temporary, `${folder}/a.txt`);
  expect(await readdir(folder)).toEqual(["a.txt"]);
  await remove();
});

test("a folder that may be written but not read is written", async () => {
  const { folder, remove } = await makeFolderUnderTest();
  const nobody = 65_534;
  if (process.getuid!() === 0) await chown(folder, nobody, nobody);
  await chmod(folder, 0o300);
  await withoutRights(async () => {
    await expect(readdir(folder)).rejects.toThrow(/EACCES/);
    const writer = await localFiles.write(`${folder}/a.txt`);
    await localFiles.publish(await writer.finish(), `${folder}/a.txt`);
  });
  await chmod(folder, 0o700);
  expect(await readdir(folder)).toEqual(["a.txt"]);
  await remove();
});

test("a file is on the disk before it is said to be whole, and before it gets its name", async () => {
  const { folder, remove } = await makeFolderUnderTest();
  const calls: string[] = [];
  vi.mocked(openFile).mockImplementationOnce(async (path, mode) => {
    const file = await platform.open(path, mode);
    const sync = async (): Promise<void> => {
      calls.push(
        (await readdir(folder)).some((one) => one.includes(".p")) ? "synced while half written" : "synced late",
      );
      await file.sync();
    };
    return { ...file, sync };
  });
  const writer = await localFiles.write(`${folder}/a.txt`);
  await writer.finish();
  expect(calls).toEqual(["synced while half written"]);
  await remove();
});

test("a folder that came under the name meanwhile is told as what it is", async () => {
  const { folder, remove } = await makeFolderUnderTest();
  const writer = await localFiles.write(`${folder}/a.txt`);
  const temporary = await writer.finish();
  await mkdir(`${folder}/a.txt`);
  await expect(localFiles.publish(temporary, `${folder}/a.txt`)).rejects.toThrow(
    /^Cannot give "\.a\.txt\..*\.tmp" the name ".*a\.txt" as no folder must have it: got [A-Z]+; remove the folder, or choose another name$/,
  );
  await remove();
});
