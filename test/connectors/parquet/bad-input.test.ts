import { appendFile, chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { float64, int32, string } from "../../../core/io/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { batchOf, duck, messageOf, readRows, writeBatches } from "./kit.ts";

let folder = "";
let good: Uint8Array = new Uint8Array(0);

beforeAll(async () => {
  folder = await temporaryFolder("millrace-parquet-bad-");
  const rows = Array.from({ length: 2000 }, (_, row) => ({ number: row / 3, name: `name ${row % 50}`, count: row }));
  await writeBatches(`${folder}/good.parquet`, [batchOf({ number: float64, name: string, count: int32 }, rows)]);
  good = new Uint8Array(await readFile(`${folder}/good.parquet`));
});
afterAll(() => deleteFolder(folder));

/** What reading says of a file with these bytes. */
async function messageFor(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = `${folder}/${name}`;
  await writeFile(path, bytes);
  return messageOf(() => readRows(path));
}

describe("a file that is no Parquet file", () => {
  test("is said to be text, which csv() reads if it is CSV", async () => {
    expect(await messageFor("flights.parquet", "date,delay\n2001-01-01,5\n2001-01-02,7\n")).toBe(
      `Cannot read "${folder}/flights.parquet" as Parquet as it must begin and end with "PAR1": ` +
        'got "date,delay\\n2001-" at its beginning; it looks like text: if it is CSV, read it with csv()',
    );
  });

  test("is said to be JSON where it looks so, with what reads that", async () => {
    expect(await messageFor("lines.parquet", '{"a": 1}\n{"a": 2}\n')).toBe(
      `Cannot read "${folder}/lines.parquet" as Parquet as it must begin and end with "PAR1": ` +
        'got "{\\"a\\": 1}\\n{\\"a\\": 2" at its beginning; it looks like JSON lines: read it with jsonLines()',
    );
  });

  test("is said to be empty where it has no bytes at all", async () => {
    expect(await messageFor("empty.parquet", "")).toBe(
      `Cannot read "${folder}/empty.parquet" as Parquet as it must begin and end with "PAR1": got an empty file; ` +
        "write it again, or leave it out",
    );
  });

  test("is said to be cut off where only its beginning is there", async () => {
    expect(await messageFor("short.parquet", "PAR1")).toBe(
      `Cannot read "${folder}/short.parquet" as Parquet as it must begin and end with "PAR1": got 4 bytes; ` +
        "the file was cut off: copy or write it again",
    );
  });
});

describe("a file that is not whole", () => {
  test("is cut off at its end", async () => {
    expect(await messageFor("cut.parquet", good.subarray(0, good.length - 100))).toMatch(
      /^Cannot read ".*cut.parquet" as Parquet as it must begin and end with "PAR1": got ".*" at its end; the file was cut off: copy or write it again$/,
    );
  });

  test("claims a footer larger than itself", async () => {
    const bytes = good.slice();
    new DataView(bytes.buffer).setUint32(bytes.length - 8, 2 ** 31, true);
    expect(await messageFor("claim.parquet", bytes)).toBe(
      `Cannot read "${folder}/claim.parquet" as Parquet as it must begin and end with "PAR1": ` +
        `got a footer of 2147483648 bytes in a file of ${good.length}; the file is damaged: write it again`,
    );
  });

  test("has a damaged footer", async () => {
    const bytes = good.slice();
    bytes.fill(0x4c, bytes.length - 200, bytes.length - 100);
    expect(await messageFor("footer.parquet", bytes)).toMatch(
      /^Cannot read the footer of ".*footer.parquet" as it must be Parquet metadata: got .*; the file is damaged or was not written to its end: write it again$/,
    );
  });

  test("has a damaged page", async () => {
    const bytes = good.slice();
    bytes[300]! ^= 1;
    expect(await messageFor("page.parquet", bytes)).toBe(
      `Cannot read column "number" of row group 0 in "${folder}/page.parquet" as its pages must be whole and of a ` +
        "known encoding: got a page whose checksum does not match; the file is damaged: write it again, or leave the column out",
    );
  });

  test("is of two halves of others", async () => {
    const path = `${folder}/joined.parquet`;
    await writeFile(path, good.subarray(0, 5000));
    await appendFile(path, good.subarray(good.length - 1500));
    expect(await messageOf(() => readRows(path))).toMatch(
      /^Cannot read the footer of ".*joined.parquet" as .*: got column "/,
    );
  });
});

test("any damage ends in an error that names the file, or in rows, and soon", async () => {
  await duck(`COPY (SELECT i, i / 7 AS x, 'n' || (i % 9) AS s, 'u' || i AS u, [i, NULL] AS l FROM range(300) t(i))
    TO '${folder}/plain.parquet' (CODEC uncompressed, PARQUET_VERSION V2)`);
  const whole = new Uint8Array(await readFile(`${folder}/plain.parquet`));
  // A linear congruential generator, so that a failure can be repeated.
  let seed = 12345;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed % below;
  };
  for (let attempt = 0; attempt < 400; attempt++) {
    const bytes = whole.slice();
    for (let change = 0; change <= next(3); change++) bytes[next(bytes.length)] = next(256);
    const path = `${folder}/fuzz.parquet`;
    await writeFile(path, bytes);
    try {
      await readRows(path);
    } catch (error) {
      expect((error as Error).message, `attempt ${attempt}`).toContain("fuzz.parquet");
    }
  }
});

test("a column that is not there is missed by its nearest name", async () => {
  expect(await messageOf(() => readRows(`${folder}/good.parquet`, { columns: ["nmae"] }))).toMatch(
    /^Cannot read column "nmae" in parquet\(.*good.parquet\) as there is no such column: got "number", "name", "count"; did you mean "name"\?$/,
  );
});

test("a codec that nobody reads is named", async () => {
  await writeBatches(`${folder}/none.parquet`, [batchOf({ x: int32 }, [{ x: 1 }])], { compression: "none" });
  const bytes = new Uint8Array(await readFile(`${folder}/none.parquet`));
  // In the footer: field 4 of the column's metadata, i32, 0 (uncompressed) becomes 6 (zigzag of 3, LZO).
  const at = bytes.findLastIndex((byte, index) => byte === 0x15 && bytes[index + 1] === 0 && bytes[index - 1] === 0x78);
  bytes[at + 1] = 6;
  expect(await messageFor("lzo.parquet", bytes)).toBe(
    `Cannot read column "x" of row group 0 in "${folder}/lzo.parquet" as its pages must be whole and of a known ` +
      "encoding: got codec LZO; write the file with another one, or leave the column out",
  );
});

test("encrypted files are told as such", async () => {
  const bytes = good.slice();
  bytes.set(new TextEncoder().encode("PARE"), bytes.length - 4);
  expect(await messageFor("encrypted.parquet", bytes)).toBe(
    `Cannot read "${folder}/encrypted.parquet" as Parquet as it must begin and end with "PAR1": ` +
      "got an encrypted footer (PARE); decrypt it first",
  );
});

test("a pattern without a match and a path that is not there are errors", async () => {
  expect(await messageOf(() => readRows(`${folder}/goood*.parquet`))).toContain(
    "as a pattern must match at least one file",
  );
  expect(await messageOf(() => readRows(`${folder}/goood.parquet`))).toContain('did you mean "good.parquet"');
});

test("a folder that may not be read is an error", async () => {
  const closed = `${folder}/closed`;
  await mkdir(closed);
  await chmod(closed, 0);
  const message = await messageOf(() => readRows(closed));
  await chmod(closed, 0o700);
  // The superuser may read it, and finds it empty.
  expect(message).toMatch(/^Cannot (list folder|read folder) ".*closed" as /);
});
