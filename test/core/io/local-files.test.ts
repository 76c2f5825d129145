import { symlink } from "node:fs/promises";
import { expect, test } from "vitest";
import { fileSystemOf } from "../../../core/io/file-system.ts";
import { localFiles } from "../../../core/io/local-files.ts";
import { deleteFolder, fileUrl, temporaryFolder } from "../../../core/platform/mod.ts";
import { fileSystemContract } from "../../../core/testing/contracts/file-system.ts";

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
    'Cannot open "gopher://x/y" as no file system is registered for "gopher:": known are "file:"; use a local path',
  );
});
