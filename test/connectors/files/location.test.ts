import { execFileSync } from "node:child_process";
import { chmod } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expandLocation } from "../../../connectors/files/location.ts";
import { localFiles } from "../../../core/io/local-files.ts";
import { deleteFolder, fileUrl, temporaryFolder } from "../../../core/platform/mod.ts";
import { withoutRights } from "../../core/io/without-rights.ts";

let folder = "";

const names = [
  "flights.csv",
  "flights.json",
  "months/2024-01.csv",
  "months/2024-02.csv",
  "months/2024-02.tsv",
  "months/deep/er/2023-12.csv",
  "months/deep/_temporary/x.csv",
  "months/.2024-03.csv.tmp",
  "months/_SUCCESS",
  "with [brackets].csv",
];

beforeAll(async () => {
  folder = await temporaryFolder("millrace-location-");
  for (const name of names) {
    const writer = await localFiles.write(`${folder}/${name}`);
    await localFiles.publish(await writer.finish(), `${folder}/${name}`);
  }
});
afterAll(() => deleteFolder(folder));

async function found(...locations: readonly string[]): Promise<string[]> {
  const files = await expandLocation(
    locations.map((location) => `${folder}/${location}`),
    [".csv", ".tsv"],
  );
  return files.map(({ path }) => path.slice(folder.length + 1));
}

test.skipIf(process.platform === "win32")("a pipe and a device are no files", async () => {
  execFileSync("mkfifo", [`${folder}/pipe.csv`]);
  await expect(found("pipe.csv")).rejects.toThrow(
    `Cannot read "${folder}/pipe.csv" as it must be a file, whose bytes can be read more than once: got a pipe; ` +
      "write what comes through it to a file first",
  );
  await expect(expandLocation("/dev/null", [".csv"])).rejects.toThrow("got a device");
  expect(await found("")).not.toContain("pipe.csv");
});

test("a path is that file, whatever its extension", async () => {
  expect(await found("flights.json")).toEqual(["flights.json"]);
});

test("a file whose name looks like a pattern is that file", async () => {
  expect(await found("with [brackets].csv")).toEqual(["with [brackets].csv"]);
});

test("a file: URL is that file", async () => {
  const url = new URL(fileUrl(`${folder}/with [brackets].csv`));
  expect((await expandLocation(url, [".csv"])).map(({ path }) => path)).toEqual([`${folder}/with [brackets].csv`]);
});

test("a folder is every file below it with one of the extensions, without hidden names", async () => {
  const expected = ["2024-01.csv", "2024-02.csv", "2024-02.tsv", "deep/er/2023-12.csv"].map((name) => `months/${name}`);
  expect(await found("months")).toEqual(expected);
  expect(await found("months/")).toEqual(expected);
});

test.each<[string, string[]]>([
  ["*.csv", ["flights.csv", "with [brackets].csv"]],
  ["months/2024-0?.csv", ["months/2024-01.csv", "months/2024-02.csv"]],
  ["months/2024-0[2-9].csv", ["months/2024-02.csv"]],
  ["months/2024-0[!2].csv", ["months/2024-01.csv"]],
  ["{flights,months/2024-01}.csv", ["flights.csv", "months/2024-01.csv"]],
  ["months/2024-02.{csv,t{s,x}v}", ["months/2024-02.csv", "months/2024-02.tsv"]],
  ["**/*-1[0-9].csv", ["months/deep/er/2023-12.csv"]],
  ["months/**/*.csv", ["months/2024-01.csv", "months/2024-02.csv", "months/deep/er/2023-12.csv"]],
  ["months/d**", ["months/deep/er/2023-12.csv"]],
  ["months/**", ["months/2024-01.csv", "months/2024-02.csv", "months/2024-02.tsv", "months/deep/er/2023-12.csv"]],
  ["mon*", ["months/2024-01.csv", "months/2024-02.csv", "months/2024-02.tsv", "months/deep/er/2023-12.csv"]],
  ["months/deep/_*/*", ["months/deep/_temporary/x.csv"]],
  ["months/d*p/er/", ["months/deep/er/2023-12.csv"]],
])("the pattern %s matches %j", async (pattern, expected) => {
  expect(await found(pattern)).toEqual(expected);
});

test("several locations give each file once, sorted by path", async () => {
  expect(await found("months/2024-02.csv", "flights.csv", "months/*.csv")).toEqual([
    "flights.csv",
    "months/2024-01.csv",
    "months/2024-02.csv",
  ]);
});

test("an absent file is an error that names the nearest ones in its folder", async () => {
  await expect(found("flihgts.csv")).rejects.toThrow(
    `Cannot read "${folder}/flihgts.csv" as it must exist: got no "flihgts.csv" in "${folder}"; did you mean "flights.csv"?`,
  );
  await expect(found("month/2024-01.csv")).rejects.toThrow(
    `Cannot read "${folder}/month/2024-01.csv" as it must exist: got no "month" in "${folder}"; did you mean "months"?`,
  );
});

test("a pattern without a match is an error that names near files", async () => {
  await expect(found("months/2025-0?.csv")).rejects.toThrow(
    `Cannot read "${folder}/months/2025-0?.csv" as a pattern must match at least one file: got none below ` +
      `"${folder}/months"; did you mean "2024-01.csv", "2024-02.csv", "2024-02.tsv"?`,
  );
});

test("a folder without such files is an error that names what it holds", async () => {
  await expect(expandLocation(`${folder}/months`, [".parquet"])).rejects.toThrow(
    `Cannot read folder "${folder}/months" as it must hold files ending in .parquet: got "2024-01.csv", "2024-02.csv", ` +
      `"2024-02.tsv", … (4 in all); check the path, or give a pattern that matches the files to read`,
  );
});

test("a folder that may not be read is an error that says so", async () => {
  await chmod(folder, 0o755);
  await chmod(`${folder}/months/deep`, 0o000);
  try {
    await withoutRights(() =>
      expect(found("months")).rejects.toThrow(
        `Cannot list folder "deep" in "${folder}/months" as this user must have the right to: got EACCES; ` +
          "change its permissions or run as its owner",
      ),
    );
  } finally {
    await chmod(`${folder}/months/deep`, 0o755);
  }
});
