import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { ColumnOf } from "../../../core/io/mod.ts";
import { schemaText, valueAt } from "../../../core/io/mod.ts";
import { batchesOf, duck, request } from "./kit.ts";

const flights = fileURLToPath(new URL("../../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url));

test("three million flights: 11 row groups, each a split", async () => {
  const source = parquet(flights);
  const { rows, schema } = await source.describe!();
  expect(rows).toBe(3_000_000);
  expect(schemaText(schema!)).toBe(
    "{ date: timestamp, delay: int64, distance: int64, origin: string, destination: string }",
  );
  expect((await source.splits(request())).length).toBe(11);
});

test("a month is in the row groups that hold it only", async () => {
  const conditions = [
    { column: "date", compare: ">=", value: Date.UTC(2001, 2, 1) },
    { column: "date", compare: "<", value: Date.UTC(2001, 3, 1) },
  ] as const;
  expect((await parquet(flights).splits({ columns: undefined, conditions })).length).toBe(3);
});

test("sums and counts by origin are those of DuckDB", async () => {
  const batches = await batchesOf(flights);
  const byOrigin = new Map<string, number>();
  let delay = 0;
  let latest = 0;
  let ascending = true;
  for (const { rowCount, columns } of batches) {
    const [dates, delays, , origins] = columns as [
      ColumnOf<"float64">,
      ColumnOf<"float64">,
      unknown,
      ColumnOf<"dictionary">,
    ];
    for (let row = 0; row < rowCount; row++) {
      delay += delays.values[row]!;
      ascending &&= dates.values[row]! >= latest;
      latest = dates.values[row]!;
      const origin = origins.dictionary.text(origins.codes[row]!);
      byOrigin.set(origin, (byOrigin.get(origin) ?? 0) + 1);
    }
  }
  const [sums] = await duck(
    `SELECT sum(delay)::DOUBLE AS delay, epoch_ms(max(date))::DOUBLE AS latest FROM '${flights}'`,
  );
  expect({ delay, latest }).toEqual(sums);
  expect(ascending).toBe(true);
  const counts = await duck(`SELECT origin, count(*)::INTEGER AS n FROM '${flights}' GROUP BY origin`);
  expect(byOrigin).toEqual(new Map(counts.map(({ origin, n }) => [origin, n])));
  expect(valueAt(batches[0]!.columns[4]!, 0)).toBe("PHL");
});
