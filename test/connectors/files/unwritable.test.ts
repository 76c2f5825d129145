import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { localFiles, registerFileSystem } from "../../../core/io/mod.ts";
import { from } from "../../../core/mod.ts";
import { withoutRights } from "../../core/io/without-rights.ts";
import { inFolder, put } from "./text-files.ts";

const formats = { csv, jsonl: jsonLines, parquet };

/** What a run says, and whether any row was read before. */
async function failure(location: string, format: (location: string) => unknown): Promise<[string, number]> {
  let read = 0;
  function* rows() {
    for (let a = 0; a < 20_000; a++) {
      read++;
      yield { a, text: `row ${a} of many that do not fit` };
    }
  }
  return from(rows())
    .sinkTo(format(location) as never)
    .run()
    .then(
      () => ["no error", read],
      (error: Error) => [error.message, read],
    );
}

for (const [extension, format] of Object.entries(formats)) {
  test(`a ${extension} file whose folder is a file is refused before any row is read`, () =>
    inFolder(async (folder) => {
      await put(`${folder}/file`, "");
      for (const below of ["file", "file/deep"]) {
        const [message, read] = await failure(`${folder}/${below}/x.${extension}`, format);
        expect(message).toMatch(
          /^Cannot make folder ".*" in ".*" as each part of its path must be a folder: got ".*", which is a file; check the path$/,
        );
        expect(read).toBe(0);
      }
    }));

  test.runIf(existsSync("/proc/self"))(`a ${extension} file where there can be none is refused at once`, async () => {
    for (const location of [`/proc/nope/x.${extension}`, "/proc/nope/parts/"]) {
      const [message, read] = await failure(location, format);
      expect(message).toMatch(/^Cannot make folder ".*" in ".*" as the system must take new files there: got ENOENT/);
      expect(read).toBe(0);
    }
  });

  test(`a ${extension} file in a folder of others is refused at once`, () =>
    inFolder(async (folder) => {
      await chmod(folder, 0o755);
      await mkdir(`${folder}/closed`);
      await chmod(`${folder}/closed`, 0o555);
      await withoutRights(async () => {
        const [message, read] = await failure(`${folder}/closed/x.${extension}`, format);
        expect(message).toMatch(/^Cannot create ".*" in ".*closed" as this user must have the right to: got EACCES/);
        expect(read).toBe(0);
      });
    }));

  test(`a disk that fills while a ${extension} file is written fails the run, and gets its room back`, () =>
    inFolder(async (folder) => {
      const held = new Set<string>();
      registerFileSystem("full", async () => fullDisk(folder, 2000, held));
      const [message] = await failure(`full:x.${extension}`, format);
      expect(message).toBe("Cannot write as the disk must have room: got ENOSPC; free some space or write elsewhere");
      expect([...held]).toEqual([]);
    }));
}

/** Local files, of so many bytes in all; `held` are those that are there. */
function fullDisk(folder: string, bytes: number, held: Set<string>): typeof localFiles {
  const local = (path: string) => path.replace("full:", `${folder}/`);
  let room = bytes;
  return {
    ...localFiles,
    scheme: "full",
    stat: async () => undefined,
    write: async (path) => {
      const writer = await localFiles.write(local(path));
      held.add(path);
      return {
        finish: writer.finish,
        write: async (given) => {
          room -= given.length;
          if (room < 0) {
            throw new Error("Cannot write as the disk must have room: got ENOSPC; free some space or write elsewhere");
          }
          return writer.write(given);
        },
        abort: async () => {
          held.delete(path);
          await writer.abort();
        },
      };
    },
  };
}

for (const [extension, format] of Object.entries(formats)) {
  test(`a function or a symbol in a row of a ${extension} file is refused, and not left out without a word`, () =>
    inFolder(async (folder) => {
      for (const value of [() => 1, Symbol("s"), { deep: [() => 1] }]) {
        const written = from([{ a: value, b: 1 }]).sinkTo(format(`${folder}/x.${extension}`) as never);
        await expect(written.run()).rejects.toThrow(/^Cannot write .+ as .+: got .+; .+/);
      }
    }));
}
