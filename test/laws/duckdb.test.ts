import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parquet } from "../../connectors/parquet/mod.ts";
import { from } from "../../core/mod.ts";
import { textsOf } from "./duckdb/plain-rows.ts";
import { type Query, queries, type Row } from "./duckdb/queries.ts";
import { Chance, tableOf } from "./duckdb/random-table.ts";

/** Each with tables of its own. One that failed once stays in the list. */
const seeds = [2, 4, 7, 11, Date.now() % 1_000_000];
/** Rows of either table: none, few, and more than a batch of the least size that is run with. */
const sizes = [0, 1, 9, 60, 300];

let folder = "";
let duckdb: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-duckdb-"));
  duckdb = await DuckDBInstance.create(":memory:");
  connection = await duckdb.connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterAll(() => {
  connection.closeSync();
  duckdb.closeSync();
  rmSync(folder, { recursive: true });
});

async function filled(seed: number): Promise<Record<"l" | "r", string>> {
  const chance = new Chance(seed);
  const paths = { l: join(folder, `${seed}-l.parquet`), r: join(folder, `${seed}-r.parquet`) };
  for (const name of ["l", "r"] as const) {
    await connection.run(tableOf(name, chance.of(sizes), chance));
    await connection.run(`COPY ${name} TO '${paths[name]}' (ROW_GROUP_SIZE 2048)`);
  }
  return paths;
}

async function expected({ sql, ordered }: Query): Promise<string[]> {
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  return textsOf(rows, ordered === undefined ? "any" : "kept");
}

test.each(seeds)(
  "any query gives what DuckDB gives of the same random tables, seed %i",
  async (seed) => {
    const paths = await filled(seed);
    const files = {
      l: from(parquet<Row>(paths.l, { int64: "bigint" })),
      r: from(parquet<Row>(paths.r, { int64: "bigint" })),
    };
    const objects = { l: from(await files.l.collect()), r: from(await files.r.collect()) };
    for (const query of queries) {
      const right = await expected(query);
      const ways = [
        ["files", files, { parallelism: 1 }],
        ["objects", objects, { parallelism: 3, batchRows: 16 }],
      ] as const;
      for (const [input, { l, r }, options] of ways) {
        const rows = await query.of(l, r).collect(options);
        expect(textsOf(rows, query.ordered === undefined ? "any" : "kept"), `${query.name}, of ${input}`).toEqual(
          right,
        );
      }
    }
  },
  120_000,
);
