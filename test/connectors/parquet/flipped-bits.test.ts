import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { decimal, from, list, schema } from "../../../core/mod.ts";
import { inFolder } from "../files/text-files.ts";

const rows = Array.from({ length: 5 }, (_, i) => ({ t: i % 2 === 1 ? `t${i}` : null, l: i === 3 ? [] : [i, null] }));

/** Every fifth bit of the footer, which no sum guards, and some of the pages, which have sums of their own. */
function flips(bytes: Uint8Array): readonly number[] {
  const footerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true) + 8;
  const footer = (bytes.length - footerBytes) * 8;
  const all = Array.from({ length: bytes.length * 8 }, (_, flip) => flip);
  return all.filter((flip) => flip % (flip < footer ? 61 : 5) === 0);
}

test("a flipped bit of a Parquet file is told, or leaves all rows there", { timeout: 60_000 }, () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.parquet`;
    await from(rows as never[], { schema: schema({ t: "string", l: list("float64") }) as never })
      .sinkTo(parquet(path, { compression: "none", rowGroupRows: 2 }) as never)
      .run({ batchRows: 2 });
    const bytes = new Uint8Array(await readFile(path));
    expect(await from(parquet(path)).collect()).toEqual(rows);
    const wrong: string[] = [];
    let told = 0;
    for (const flip of flips(bytes)) {
      const damaged = bytes.slice();
      damaged[flip >> 3]! ^= 1 << (flip & 7);
      await writeFile(path, damaged);
      try {
        const read = await from(parquet(path)).collect();
        if (read.length !== rows.length) wrong.push(`${flip >> 3}.${flip & 7}: ${read.length} rows`);
      } catch (error) {
        told++;
        if (!/^Cannot .* as .*: got .*; /s.test((error as Error).message)) wrong.push((error as Error).message);
      }
    }
    expect(wrong).toEqual([]);
    expect(told).toBeGreaterThan(300);
  }),
);

// Of pyarrow, all encodings, both versions of pages; fastparquet's pages end in zeros.
test.each(["delta-v1", "delta-v2", "split-v1", "split-v2"])(
  "a column of %s whose schema says that no row is absent, where some are, is told: its levels are no values",
  { timeout: 60_000 },
  (name) =>
    inFolder(async (folder) => {
      const bytes = new Uint8Array(await readFile(new URL(`data/${name}.parquet`, import.meta.url)));
      const path = `${folder}/x.parquet`;
      await writeFile(path, bytes);
      const rows = await from(parquet(path)).collect();
      const { start, end } = schemaPlace(bytes);
      let told = 0;
      for (let at = start; at < end; at++) {
        if (bytes[at] !== 2) continue; // OPTIONAL, among others
        await writeFile(path, bytes.with(at, 0));
        const read = await from(parquet(path))
          .collect()
          .catch((error: Error) => error.message);
        if (typeof read === "string") told++;
        else expect(read).toEqual(rows);
      }
      expect(told).toBeGreaterThanOrEqual(8);
    }),
);

test("what a footer says twice must agree: types and names of columns, the unit of times, the scale of decimals", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.parquet`;
    const flipped = async (
      types: Record<string, unknown>,
      row: object,
      find: readonly number[],
      at: number,
      bit: number,
    ) => {
      await from([row] as never[], { schema: schema(types as never) as never })
        .sinkTo(parquet(path) as never)
        .run();
      const bytes = new Uint8Array(await readFile(path));
      const { start, end } = schemaPlace(bytes);
      const place = bytes.findIndex(
        (_, from) => from >= start && from < end && find.every((one, n) => bytes[from + n] === one),
      );
      expect(place).toBeGreaterThan(0);
      bytes[place + at]! ^= bit;
      await writeFile(path, bytes);
      return from(parquet(path))
        .collect()
        .then(String, (error: Error) => error.message);
    };
    // physical_type INT32 (zigzag 2), repetition_type OPTIONAL: FLOAT (8) in the place of INT32.
    expect(await flipped({ i: "int32" }, { i: 7 }, [0x15, 2, 0x25, 2], 1, 10)).toMatch(
      /Cannot read the footer .*: got a chunk of INT32 "i" for the column FLOAT "i";/,
    );
    expect(await flipped({ abc: "int32" }, { abc: 7 }, [97, 98, 99], 0, 2)).toMatch(
      /got a chunk of INT32 "abc" for the column INT32 "cbc";/,
    );
    expect(await flipped({ d: decimal(9, 2) }, { d: 1.25 }, [0x5c, 0x15, 4], 2, 2)).toMatch(
      /got column "d" of the types decimal 3 and decimal 2 at once;/,
    );
    // TimeUnit: MICROS (field 2 of a union) as MILLIS (1), and as none (4).
    const time = [0x11, 0x1c, 0x2c, 0];
    expect(await flipped({ z: "timestamp" }, { z: 5 }, time, 2, 0x30)).toMatch(
      /got column "z" of the types timestamp ms and timestamp us at once;/,
    );
    expect(await flipped({ z: "timestamp" }, { z: 5 }, time, 2, 0x60)).toMatch(/got an unknown unit of time;/);
  }));

/** Where the first struct of the footer, its schema, lies: before the first chunk's metadata. */
function schemaPlace(bytes: Uint8Array): { readonly start: number; readonly end: number } {
  const footerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
  const start = bytes.length - 8 - footerBytes;
  return { start, end: Math.min(bytes.length - 8, start + 400) };
}
