import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, test } from "vitest";
import { compactFiles, csv, type JoinableFiles } from "../../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../../connectors/parquet/mod.ts";
import { localFiles, registerFileSystem } from "../../../../core/io/mod.ts";
import { from, schema } from "../../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../../core/platform/mod.ts";
import { virtualClock } from "../../../../core/testing/mod.ts";
import { inFolder, put } from "../text-files.ts";
import { testCompaction } from "./compaction-cases.ts";

const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await deleteFolder(folder);
});

testCompaction("on this machine", async () => {
  const folder = await temporaryFolder("millrace-joined-");
  made.push(folder);
  return { files: localFiles, folder: `${folder}/table`, scheme: "file" };
});

const atOnce = { olderThan: 0, keepFor: 0 } as const;

async function visible(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !/^[._]/.test(name)).sort();
}

test("files of other columns, other delimiters and no last newline stay what they are, and each joins its like", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.csv`, "\ufeffn,text\n1,x");
    await put(`${folder}/b.csv`, '\r\nn,text\r\n2,"y\n"\r\n3,007\r\n');
    await put(`${folder}/c.csv`, "text,n\nz,4\n");
    await put(`${folder}/d.csv`, "n;text\n5;u\n");
    await put(`${folder}/e.csv`, "text,n\nv,6\n");
    const options = { schema: schema({ n: "float64", text: "string" }) };
    const rows = async () =>
      (await from(csv<{ n: number; text: string }>(folder, options)).collect()).sort((a, b) => a.n - b.n);
    const before = await rows();
    expect(await compactFiles(csv(folder, options), atOnce)).toEqual({ joined: 4, into: 2, removed: 4 });
    expect(await rows()).toEqual(before);
    expect(before.map(({ text }) => text)).toEqual(["x", "y\n", "007", "z", "u", "v"]);
    expect((await visible(folder)).length).toBe(3);
  }));

test("numbers and texts of JSON lines keep each digit", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.jsonl`, '{"n": 12345678901234567890, "x": 1.0}\n');
    await put(`${folder}/b.jsonl`, '{"x": 1e3, "later": [1]}');
    await compactFiles(jsonLines(folder), atOnce);
    const [name] = await visible(folder);
    expect(await readFile(`${folder}/${name}`, "utf8")).toBe(
      '{"n": 12345678901234567890, "x": 1.0}\n{"x": 1e3, "later": [1]}\n',
    );
  }));

test("a file whose last quotes are open is told, and nothing is joined to it", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.csv`, 'n,text\n1,"x\n');
    await put(`${folder}/b.csv`, "n,text\n2,y\n");
    await expect(compactFiles(csv(folder), atOnce)).rejects.toThrow(
      /^Cannot join ".*a\.csv" to other files as its last row must end: got quotes that are open at its end; mend/,
    );
    expect(await visible(folder)).toEqual(["a.csv", "b.csv"]);
  }));

test("columns of Parquet that we would write as another type are told, and their files stay", () =>
  inFolder(async (folder) => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    for (const name of ["a", "b"]) {
      await connection.run(
        `COPY (SELECT 1 AS n, TIMESTAMP_NS '2024-05-01 00:00:00.123456789' AS at) TO '${folder}/${name}.parquet' (FORMAT parquet)`,
      );
    }
    connection.closeSync();
    await expect(compactFiles(parquet(folder), atOnce)).rejects.toThrow(
      /^Cannot join ".*a\.parquet" .* each column must stay as it is stored: got "at" of INT64 \(.*"ns".*\), which we write as .*; join files of this kind by/,
    );
    expect((await readdir(folder)).sort()).toEqual(["a.parquet", "b.parquet"]);
  }));

test("only files that are old enough are joined, and none that has a hidden name as well", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b", "c"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    await put(`${folder}/.c.csv.0123456789abcdef.f1.tmp`, "n\n1\n");
    const table = csv<{ n: number }>(folder);
    expect(await compactFiles(table, { keepFor: 0 })).toEqual({ joined: 0, into: 0, removed: 0 });
    const clock = virtualClock(Date.now() + 600_001);
    expect(await compactFiles(table, { keepFor: 0, clock })).toEqual({ joined: 2, into: 1, removed: 2 });
    expect(await visible(folder)).toEqual(["c.csv", expect.stringMatching(/^part-joined-00000001-/)]);
  }));

test("a pattern of names that means only some of what was joined is told, one that means all is read", () =>
  inFolder(async (folder) => {
    for (const name of ["part-a", "part-b", "c"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    await compactFiles(csv(folder), { olderThan: 0 });
    await expect(from(csv(`${folder}/c*.csv`)).collect()).rejects.toThrow(
      /^Cannot read ".*c\.csv" by a pattern as its rows were joined with those of others: .*; read the folder/,
    );
    expect((await from(csv(`${folder}/*.csv`)).collect()).length).toBe(3);
    expect((await from(csv(`${folder}/c.csv`)).collect()).length).toBe(1);
  }));

test("a folder of joined files that was copied without its lists is read as it is", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    await compactFiles(csv(folder), atOnce);
    for (const name of (await readdir(folder)).filter((name) => name.startsWith("_"))) await rm(`${folder}/${name}`);
    expect((await from(csv(folder)).collect()).length).toBe(2);
  }));

test("a list whose file never came says nothing: what it names is read, and joined anew", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    await put(
      `${folder}/_joined-00000001.json`,
      JSON.stringify({
        file: "part-joined-00000001-0123456789abcdef.csv",
        temporary: `${folder}/.part-joined-00000001-0123456789abcdef.csv.0123456789abcdef.f1.tmp`,
        of: ["a.csv", "b.csv"].map((name) => ({ name, modifiedMs: 0, sizeBytes: 4 })),
      }),
    );
    expect((await from(csv(folder)).collect()).length).toBe(2);
    expect(await compactFiles(csv(folder), atOnce)).toEqual({ joined: 2, into: 1, removed: 2 });
    expect((await from(csv(folder)).collect()).length).toBe(2);
    expect(await visible(folder)).toEqual([expect.stringMatching(/^part-joined-00000002-/)]);
  }));

test("a list that is made while a folder is listed counts all the same", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    // `_joined…` comes before `part-joined…` in a listing: it may have been passed when it was made.
    const list = async function* (place: string, options?: Parameters<typeof localFiles.list>[1]) {
      const early = await Array.fromAsync(localFiles.list(place, options));
      await compactFiles(csv(folder), { olderThan: 0 });
      const joined = (await Array.fromAsync(localFiles.list(place, options))).filter(({ path }) =>
        path.includes("/part-joined-"),
      );
      yield* [...early, ...joined];
    };
    let listings = 0;
    registerFileSystem("file", async () => ({
      ...localFiles,
      list: (place, options) => (listings++ === 0 ? list(place, options) : localFiles.list(place, options)),
    }));
    try {
      expect((await from(csv(folder)).collect()).length).toBe(2);
    } finally {
      registerFileSystem("file", async () => localFiles);
    }
    expect((await readdir(folder)).filter((name) => !name.startsWith("_")).length).toBe(3);
  }));

test("where a file changes while it is joined nothing is: no name, no list, no temporary file stays", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    const write: typeof localFiles.write = async (path, options) => {
      if (path.includes("part-joined")) await put(`${folder}/b.csv`, "n\n1\n2\n");
      return localFiles.write(path, options);
    };
    registerFileSystem("file", async () => ({ ...localFiles, write }));
    try {
      expect(await compactFiles(csv(folder), atOnce)).toEqual({ joined: 0, into: 0, removed: 0 });
    } finally {
      registerFileSystem("file", async () => localFiles);
    }
    expect((await readdir(folder)).sort()).toEqual(["a.csv", "b.csv"]);
    expect((await from(csv(folder)).collect()).length).toBe(3);
  }));

test("lists of files that were joined once more go a day later", () =>
  inFolder(async (folder) => {
    const table = csv<{ n: number }>(folder);
    for (const round of [1, 2]) {
      await put(`${folder}/${round}a.csv`, "n\n1\n");
      await put(`${folder}/${round}b.csv`, "n\n1\n");
      await compactFiles(table, atOnce);
    }
    const lists = async () => (await readdir(folder)).filter((name) => name.startsWith("_joined-")).sort();
    expect((await lists()).length).toBe(4);
    await compactFiles(table, { ...atOnce, clock: virtualClock(Date.now() + 86_500_000) });
    expect(await lists()).toEqual(["_joined-00000002.done", "_joined-00000002.json"]);
  }));

test("what is no folder that runs add to is refused, as are options that cannot be", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.csv`, "n\n1\n");
    const refusal = (table: JoinableFiles, options = {}) =>
      compactFiles(table, options).then(String, (error: Error) => error.message);
    for (const [place, got] of [
      [`${folder}/a.csv`, "got the name of a file"],
      [`${folder}/*.csv`, "got a pattern"],
      [[folder, folder], "got several places"],
    ] as const)
      expect(await refusal(csv(place))).toMatch(
        new RegExp(`^Cannot join the files of csv.* must be those of a folder.*: ${got}`),
      );
    expect(await refusal(csv(`${folder}/none`))).toMatch(
      /must be a folder that is there: got no folder ".*none"; check the path/,
    );
    expect(await refusal(folder as never)).toMatch(
      /must be given by what reads them.*got ".*"; use for instance compactFiles\(parquet/,
    );
    expect(await refusal(csv(folder), { targetBytes: 0 })).toMatch(
      /targetBytes must be above 0: got 0; leave it out for 128 MB/,
    );
    expect(await refusal(csv(folder), { keepfor: 0 })).toMatch(/Cannot set "keepfor" in compactFiles of csv/);
    await put(`${folder}/_joined-00000001.json`, "{");
    expect(
      await from(csv(folder))
        .collect()
        .then(String, (error: Error) => error.message),
    ).toMatch(
      /^Cannot read ".*_joined-00000001\.json" as it must be what compactFiles wrote of the files that it joined: got "{"; copy it/,
    );
  }));

test.each([
  ["whose joined file is outside of its folder", { file: "../victim.csv" }],
  ["whose joined file is another one", { file: "part-joined-00000002-0123456789abcdef.csv" }],
  ["of a file outside of its folder", { of: [{ name: "a.csv" }, { name: "../victim.csv" }] }],
  ["of a file that was made of one outside", { of: [{ name: "a.csv", of: [{ name: "../victim.csv" }] }] }],
  ["of the folder above", { of: [{ name: ".." }] }],
  ["of no file", { of: [null] }],
  ["of a file without a name", { of: [{}] }],
  ["that publishes another file", { temporary: "../victim.csv" }],
])("a list %s is refused, and nothing outside is read, moved or removed", (_, wrong) =>
  inFolder(async (folder) => {
    await mkdir(`${folder}/t`);
    await put(`${folder}/victim.csv`, "n\n7\n");
    const file = "part-joined-00000001-0123456789abcdef.csv";
    for (const name of ["a.csv", "b.csv", file]) await put(`${folder}/t/${name}`, "n\n1\n");
    const list = { file, temporary: `${folder}/t/.${file}.0123456789abcdef.f1.tmp`, of: [{ name: "a.csv" }] };
    await put(`${folder}/t/_joined-00000001.json`, JSON.stringify({ ...list, ...wrong }));
    const refusal = /_joined-00000001\.json" as it must be what compactFiles wrote/;
    await expect(from(csv(`${folder}/t`)).collect()).rejects.toThrow(refusal);
    await expect(compactFiles(csv(`${folder}/t`), atOnce)).rejects.toThrow(refusal);
    expect(await readFile(`${folder}/victim.csv`, "utf8")).toBe("n\n7\n");
    expect((await visible(`${folder}/t`)).length).toBe(3);
  }),
);

test("a list that was copied with its folder publishes what lies beside it, not what lies where it came from", () =>
  inFolder(async (folder) => {
    const file = "part-joined-00000001-0123456789abcdef.csv";
    const temporary = `.${file}.0123456789abcdef.f1.tmp`;
    for (const name of ["from", "to"]) await mkdir(`${folder}/${name}`);
    await put(`${folder}/from/${temporary}`, "n\n1\n1\n");
    for (const name of ["a.csv", "b.csv"]) await put(`${folder}/to/${name}`, "n\n1\n");
    const of = ["a.csv", "b.csv"].map((name) => ({ name, modifiedMs: 0, sizeBytes: 4 }));
    await put(
      `${folder}/to/_joined-00000001.json`,
      JSON.stringify({ file, temporary: `${folder}/from/${temporary}`, of }),
    );
    expect(await compactFiles(csv(`${folder}/to`), atOnce)).toMatchObject({ joined: 2, into: 1 });
    expect((await from(csv(`${folder}/to`)).collect()).length).toBe(2);
    expect(await readdir(`${folder}/from`)).toEqual([temporary]);
  }));
