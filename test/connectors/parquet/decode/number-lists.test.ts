import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ownArrays } from "../../../../connectors/parquet/decode/arrays.ts";
import { numberLists } from "../../../../connectors/parquet/decode/number-lists.ts";
import { parquet } from "../../../../connectors/parquet/mod.ts";
import { float64, list, timestamp, valueAt, vector } from "../../../../core/io/mod.ts";
import { from, schema } from "../../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../../core/platform/mod.ts";
import { duck } from "../kit.ts";

type Items = readonly (number | null)[] | null;

/** As Dremel stores them; lists and items may be absent where there is a level for it. */
function stored(rows: readonly Items[], isOptional: boolean) {
  const [absent, empty, present] = isOptional ? [0, 1, 3] : [0, 0, 2];
  const definition: number[] = [];
  const repetition: number[] = [];
  for (const row of rows) {
    if (row === null || row.length === 0) definition.push(row === null ? absent : empty);
    for (const item of row ?? []) definition.push(item === null ? present - 1 : present);
    repetition.push(0, ...Array.from({ length: Math.max(0, (row?.length ?? 0) - 1) }, () => 1));
  }
  const numbers = rows.flatMap((row) => (row ?? []).filter((item) => item !== null));
  return {
    definition: Int32Array.from(definition),
    repetition: Int32Array.from(repetition),
    values: { type: float64, layout: "float64", values: Float64Array.from(numbers), validity: undefined } as const,
    there: present,
    list: isOptional ? 1 : 0,
  };
}

const number = fc.double({ noNaN: true });

test("lists and vectors of random rows are those that were stored; what is not plain is left to the general way", () => {
  const seen = { lists: 0, vectors: 0, left: 0 };
  const item = fc.oneof({ weight: 30, arbitrary: number }, { weight: 1, arbitrary: fc.constant(null) });
  const row = fc.oneof(
    { weight: 16, arbitrary: fc.array(number, { minLength: 3, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(item, { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.boolean(), (given, isOptional) => {
      const rows: Items[] = isOptional ? given : given.map((one) => one ?? []);
      const shown = (type: typeof float64 | ReturnType<typeof list> | ReturnType<typeof vector>): unknown => {
        const column = numberLists(stored(rows, isOptional), type, rows.length, ownArrays);
        return column && rows.map((_, at) => valueAt(column, at));
      };
      const hasAbsentItem = rows.some((one) => one?.includes(null));
      expect(shown(list(float64))).toEqual(hasAbsentItem ? undefined : rows);
      const isVectors = !hasAbsentItem && rows.every((one) => one === null || one.length === 3);
      const vectors = rows.map((one) => one && Float64Array.from(one as number[]));
      expect(shown(vector(3))).toEqual(isVectors ? vectors : undefined);
      if (hasAbsentItem) seen.left++;
      else seen.lists++;
      if (isVectors && rows.length > 0) seen.vectors++;
    }),
    { numRuns: 1000 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
});

test("a list whose only item is absent is neither an empty list nor a vector", () => {
  for (const isOptional of [true, false]) {
    for (const rows of [[[null]], [[1], [null], [2]], [[null], [1]]] as Items[][]) {
      for (const type of [list(float64), vector(1)])
        expect(numberLists(stored(rows, isOptional), type, rows.length, ownArrays)).toBeUndefined();
    }
  }
});

test("numbers that mean something else than a double are left to the general way", () => {
  const whole = stored([[1], [2]], true);
  const times = { ...whole, values: { ...whole.values, type: timestamp } } as const;
  for (const type of [list(float64), vector(1)]) {
    expect(numberLists(whole, type, 2, ownArrays)).toBeDefined();
    expect(numberLists(times, type, 2, ownArrays)).toBeUndefined();
  }
});

test("levels that are damaged are left to the general way", () => {
  const whole = stored(
    [
      [1, 2],
      [3, 4],
    ],
    true,
  );
  for (const type of [list(float64), vector(2)]) {
    expect(numberLists(whole, type, 2, ownArrays)).toBeDefined();
    expect(numberLists(whole, type, 1, ownArrays)).toBeUndefined();
    expect(numberLists(whole, type, 3, ownArrays)).toBeUndefined();
    const apart = { ...whole, repetition: Int32Array.of(0, 0, 0, 1) };
    expect(numberLists(apart, type, 2, ownArrays)).toBeUndefined();
    const short = { ...whole, definition: whole.definition.slice(0, 3), repetition: whole.repetition.slice(0, 3) };
    if (type.kind === "vector") expect(numberLists(short, type, 2, ownArrays)).toBeUndefined();
    const begins = { ...whole, repetition: Int32Array.of(1, 1, 0, 1) };
    expect(numberLists(begins, type, 2, ownArrays)).toBeUndefined();
  }
});

test("lists of DuckDB are read as they are, and as vectors where a schema says so", async () => {
  const folder = await temporaryFolder("millrace-parquet-lists-");
  const path = join(folder, "lists.parquet");
  await duck(`
    COPY (
      SELECT i AS id, [i, i / 2, -i]::DOUBLE[] AS whole, CASE WHEN i % 4 > 0 THEN [i, 1, 2]::FLOAT[] END AS maybe,
        CASE i % 3 WHEN 0 THEN [] WHEN 1 THEN [i, NULL]::DOUBLE[] ELSE [i]::DOUBLE[] END AS mixed
      FROM range(3000) t(i)
    ) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  const expected = Array.from({ length: 3000 }, (_, i) => ({
    id: i,
    whole: [i, i / 2, -i],
    maybe: i % 4 > 0 ? [i, 1, 2] : null,
    mixed: [[], [i, null], [i]][i % 3],
  }));
  const asText = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row));
  expect(asText(await from(parquet<(typeof expected)[number]>(path)).collect())).toEqual(asText(expected));
  const typed = schema({ id: "int64", whole: vector(3), maybe: vector(3) });
  const vectors = await from(parquet(path, { schema: typed })).collect();
  expect(
    asText(vectors.map((row) => ({ ...row, whole: [...row.whole!], maybe: row.maybe && [...row.maybe] }))),
  ).toEqual(asText(expected.map(({ id, whole, maybe }) => ({ id, whole, maybe }))));
  expect(vectors[1]!.whole).toBeInstanceOf(Float64Array);
  const short = from(parquet(path, { schema: schema({ mixed: vector(1) }) })).collect();
  await expect(short).rejects.toThrow("an array of 0");
  await deleteFolder(folder);
});
