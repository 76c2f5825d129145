import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { batchesOf, duck, rowsOf } from "./kit.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder("millrace-parquet-memory-");
});
afterAll(() => deleteFolder(folder));

// Pages are unpacked one over the other, and what is read of a file lies in memory that is used again.
for (const compression of ["uncompressed", "snappy", "zstd", "gzip", "lz4_raw"]) {
  for (const version of ["v1", "v2"]) {
    test(`what ${compression} pages of ${version} held stays as it was while others are read`, async () => {
      const rows = 3_000;
      const path = join(folder, `${compression}-${version}.parquet`);
      await duck(`
        COPY (
          SELECT i AS id, i / 2 AS half, i % 3 = 0 AS third, 'text ' || i AS text, 'of ' || (i % 7) AS some,
            encode('bytes ' || i) AS bytes, CASE WHEN i % 5 > 0 THEN 'maybe ' || i END AS maybe, [i, i + 1] AS list
          FROM range(${rows}) t(i)
        ) TO '${path}' (FORMAT parquet, COMPRESSION ${compression}, PARQUET_VERSION ${version}, ROW_GROUP_SIZE 1024)`);
      const kept = await batchesOf(path, { batchRows: 500 });
      await batchesOf(path, { batchRows: 700 });
      const shown = kept.flatMap(rowsOf).map((row) => JSON.stringify({ ...row, bytes: String(row.bytes) }));
      const expected = Array.from({ length: rows }, (_, i) =>
        JSON.stringify({
          id: i,
          half: i / 2,
          third: i % 3 === 0,
          text: `text ${i}`,
          some: `of ${i % 7}`,
          bytes: String(new TextEncoder().encode(`bytes ${i}`)),
          maybe: i % 5 > 0 ? `maybe ${i}` : null,
          list: [i, i + 1],
        }),
      );
      // The first that differs: a list of all of them would take a minute.
      expect(shown.find((row, at) => row !== expected[at])).toBeUndefined();
      expect(shown.length).toBe(rows);
    });
  }
}
