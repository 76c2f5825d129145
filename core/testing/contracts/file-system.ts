import type { FileSystem, FileWriter, Publishing } from "../../io/file-system.ts";
import { type ContractCase, expectRejected, expectSame } from "./contract-case.ts";

/** A file system with an empty folder of its own; `remove` takes it away again. */
export interface FileSystemUnderTest {
  readonly files: FileSystem & Publishing;
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * What every file system must do, local or remote.
 *
 * @example
 * ```ts
 * import { fileSystemContract } from "millrace/testing";
 * const cases = fileSystemContract(async () => { throw new Error("make an empty folder here"); });
 * console.log(cases.length > 10); // true
 * ```
 */
export function fileSystemContract(make: () => Promise<FileSystemUnderTest>): readonly ContractCase[] {
  return sentences.map(([name, check]) => ({
    name,
    run: async () => {
      const { files, folder, remove } = await make();
      try {
        await check(files, folder);
      } finally {
        await remove();
      }
    },
  }));
}

type Files = FileSystem & Publishing;

const sentences: readonly (readonly [name: string, check: (files: Files, folder: string) => Promise<void>])[] = [
  ["a published file has the bytes that were written, in order", readsWhatWasWritten],
  ["a range of a file is read, cut where the file ends", readsRanges],
  ["stat tells size, kind and time of a file, and nothing of an absent one", tellsStatus],
  ["a folder is listed recursively, in the order of the paths", listsInOrder],
  ["a folder that enter refuses is left out with all below it", leavesOut],
  ["a file is not visible under its name before it is published", hidesUnpublished],
  ["publishing twice is no error", publishesTwice],
  ["publishing replaces the file that had the name", replaces],
  ["a file that is published only where none has the name replaces none", keepsTheFirst],
  ["of several that are published at once where none has the name one gets it", letsOneWin],
  ["publishing what never was is an error", refusesUnknown],
  ["a finished file that is gone is not taken for the one that has the name", refusesLost],
  [
    "a file written to be readable is read under its temporary name, published and aborted as any other",
    readsTemporary,
  ],
  ["an aborted write leaves nothing behind", abortsCleanly],
  ["a finished write can still be aborted", abortsFinished],
  ["an empty file is a file", writesEmpty],
  ["a file in a folder that was not there makes the folder", makesFolders],
  ["names with spaces, percent signs, plus signs and letters of any script work", takesAnyName],
  ["a deleted file is gone, and deleting it again is no error", deletes],
  ["reading an absent file is an error that names it", namesAbsent],
];

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function put(files: Files, path: string, ...parts: readonly string[]): Promise<void> {
  const writer = await files.write(path);
  for (const part of parts) await writer.write(encode(part));
  await files.publish(await writer.finish(), path);
}

async function textOf(files: Files, path: string): Promise<string> {
  const info = await files.stat(path);
  return decode(await files.read(path, { start: 0, end: info?.sizeBytes ?? 0 }));
}

async function namesBelow(files: Files, folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { path } of files.list(folder)) names.push(path.slice(folder.length + 1));
  return names;
}

async function visibleBelow(files: Files, folder: string): Promise<string[]> {
  return (await namesBelow(files, folder)).filter((name) => !name.split("/").some((part) => /^[._]/.test(part)));
}

async function readsWhatWasWritten(files: Files, folder: string): Promise<void> {
  const large = "0123456789".repeat(30_000);
  await put(files, `${folder}/a.txt`, "one ", "", "two ", large);
  const got = await textOf(files, `${folder}/a.txt`);
  expectSame([got.length, got.slice(0, 9), got.endsWith(large)], [large.length + 8, "one two 0", true], "the file");
}

async function readsRanges(files: Files, folder: string): Promise<void> {
  await put(files, `${folder}/a.txt`, "0123456789");
  const read = async (start: number, end: number): Promise<string> =>
    decode(await files.read(`${folder}/a.txt`, { start, end }));
  const got = [await read(0, 3), await read(4, 5), await read(8, 99), await read(3, 3), await read(10, 12)];
  expectSame(got, ["012", "4", "89", "", ""], "ranges");
}

async function tellsStatus(files: Files, folder: string): Promise<void> {
  await put(files, `${folder}/a.txt`, "0123456789");
  const info = await files.stat(`${folder}/a.txt`);
  const fresh = Math.abs((info?.modifiedMs ?? 0) - Date.now()) < 3_600_000;
  expectSame([info?.kind, info?.sizeBytes, fresh], ["file", 10, true], "the status");
  expectSame(await files.stat(`${folder}/b.txt`), undefined, "the status of an absent file");
}

async function listsInOrder(files: Files, folder: string): Promise<void> {
  for (const name of ["b.txt", "a/z.txt", "a.txt", "a/b/c.txt"]) await put(files, `${folder}/${name}`, name);
  expectSame(await namesBelow(files, folder), ["a.txt", "a/b/c.txt", "a/z.txt", "b.txt"], "the listing");
}

async function leavesOut(files: Files, folder: string): Promise<void> {
  for (const name of ["a.txt", "in/b.txt", "out/c.txt", "out/in/d.txt"]) await put(files, `${folder}/${name}`, name);
  const paths: string[] = [];
  const enter = (path: string): boolean => !path.endsWith("/out");
  for await (const { path } of files.list(folder, { enter })) paths.push(path.slice(folder.length + 1));
  expectSame(paths, ["a.txt", "in/b.txt"], "the listing");
}

async function hidesUnpublished(files: Files, folder: string): Promise<void> {
  const path = `${folder}/a.txt`;
  const writer = await files.write(path);
  await writer.write(encode("half"));
  expectSame([await files.stat(path), await visibleBelow(files, folder)], [undefined, []], "a file being written");
  const temporary = await writer.finish();
  expectSame([await files.stat(path), await visibleBelow(files, folder)], [undefined, []], "a finished file");
  await files.publish(temporary, path);
  expectSame([await textOf(files, path), await namesBelow(files, folder)], ["half", ["a.txt"]], "a published file");
}

async function publishesTwice(files: Files, folder: string): Promise<void> {
  const path = `${folder}/a.txt`;
  const writer = await files.write(path);
  await writer.write(encode("once"));
  const temporary = await writer.finish();
  await files.publish(temporary, path);
  await files.publish(temporary, path);
  expectSame(await textOf(files, path), "once", "the file");
}

async function replaces(files: Files, folder: string): Promise<void> {
  await put(files, `${folder}/a.txt`, "a longer text than the second");
  await put(files, `${folder}/a.txt`, "second");
  expectSame(await textOf(files, `${folder}/a.txt`), "second", "the file");
}

async function written(files: Files, path: string, text: string): Promise<string> {
  const writer = await files.write(path);
  await writer.write(encode(text));
  return writer.finish();
}

async function keepsTheFirst(files: Files, folder: string): Promise<void> {
  const path = `${folder}/a.txt`;
  for (const readable of [false, true]) {
    await files.delete(path);
    const first = await files.write(path, { readable });
    await first.write(encode("first"));
    const temporary = await first.finish();
    const second = await files.write(path, { readable });
    await second.write(encode("second"));
    await files.publish(temporary, path, { ifAbsent: true });
    await files.publish(temporary, path, { ifAbsent: true });
    const publishing = files.publish(await second.finish(), path, { ifAbsent: true });
    await expectRejected(
      publishing,
      /^Cannot publish .*a\.txt.* as no file must have the name yet: got one; /,
      "another",
    );
    await second.abort();
    expectSame([await textOf(files, path), await namesBelow(files, folder)], ["first", ["a.txt"]], "the folder");
  }
}

async function letsOneWin(files: Files, folder: string): Promise<void> {
  const path = `${folder}/a.txt`;
  const texts = ["0", "1", "2", "3", "4", "5"];
  const temporaries = await Promise.all(texts.map((text) => written(files, path, text)));
  const publish = (temporary: string): Promise<boolean> =>
    files.publish(temporary, path, { ifAbsent: true }).then(
      () => true,
      () => false,
    );
  const wins = await Promise.all(temporaries.map(publish));
  expectSame(wins.filter(Boolean).length, 1, "how many got the name");
  expectSame(await textOf(files, path), texts[wins.indexOf(true)], "the file");
}

async function refusesUnknown(files: Files, folder: string): Promise<void> {
  const publishing = files.publish(`${folder}/.a.txt.0.tmp`, `${folder}/a.txt`);
  await expectRejected(publishing, /^Cannot publish .*a\.txt.* as .*: got .*; /, "publishing what is not there");
}

async function refusesLost(files: Files, folder: string): Promise<void> {
  const path = `${folder}/a.txt`;
  await put(files, path, "first");
  const writer = await files.write(path);
  await writer.write(encode("other"));
  const temporary = await writer.finish();
  await files.delete(temporary);
  const publishing = files.publish(temporary, path);
  await expectRejected(publishing, /^Cannot publish .*a\.txt.* as .*: got .*; /, "publishing what is gone");
  expectSame(await textOf(files, path), "first", "the file that had the name");
}

async function readsTemporary(files: Files, folder: string): Promise<void> {
  const path = `${folder}/a.txt`;
  const write = async (text: string): Promise<FileWriter> => {
    const writer = await files.write(path, { readable: true });
    await writer.write(encode(text));
    return writer;
  };
  const temporary = await (await write("early")).finish();
  expectSame([await textOf(files, temporary), await visibleBelow(files, folder)], ["early", []], "a finished file");
  await files.publish(temporary, path);
  await files.publish(temporary, path);
  expectSame([await textOf(files, path), await namesBelow(files, folder)], ["early", ["a.txt"]], "a published file");
  const given = await write("given up");
  await given.finish();
  await given.abort();
  expectSame([await textOf(files, path), await namesBelow(files, folder)], ["early", ["a.txt"]], "the folder");
}

async function abortsCleanly(files: Files, folder: string): Promise<void> {
  const writer = await files.write(`${folder}/a.txt`);
  await writer.write(encode("half"));
  await writer.abort();
  expectSame(await namesBelow(files, folder), [], "the folder");
}

async function abortsFinished(files: Files, folder: string): Promise<void> {
  const writer = await files.write(`${folder}/a.txt`);
  await writer.write(encode("whole"));
  await writer.finish();
  await writer.abort();
  expectSame(await namesBelow(files, folder), [], "the folder");
}

async function writesEmpty(files: Files, folder: string): Promise<void> {
  await put(files, `${folder}/a.txt`);
  expectSame((await files.stat(`${folder}/a.txt`))?.sizeBytes, 0, "the size");
}

async function makesFolders(files: Files, folder: string): Promise<void> {
  await put(files, `${folder}/x/y/a.txt`, "deep");
  expectSame(await textOf(files, `${folder}/x/y/a.txt`), "deep", "the file");
}

async function takesAnyName(files: Files, folder: string): Promise<void> {
  const names = ["1+1 = 2.txt", "100%25.txt", "naïve äöü.txt", "日本.txt"];
  for (const name of names) await put(files, `${folder}/${name}`, name);
  expectSame(await namesBelow(files, folder), names, "the listing");
  for (const name of names) expectSame(await textOf(files, `${folder}/${name}`), name, "the file");
}

async function deletes(files: Files, folder: string): Promise<void> {
  await put(files, `${folder}/a.txt`, "text");
  await files.delete(`${folder}/a.txt`);
  await files.delete(`${folder}/a.txt`);
  expectSame(await files.stat(`${folder}/a.txt`), undefined, "the status of a deleted file");
}

async function namesAbsent(files: Files, folder: string): Promise<void> {
  const reading = files.read(`${folder}/absent.txt`, { start: 0, end: 1 });
  await expectRejected(reading, /^Cannot .*absent\.txt.* as .*: got .*; /, "reading an absent file");
}
