import { expect, test } from "vitest";
import { from, schema, vector } from "../../../core/mod.ts";
import { at, row, updateAfter, updateBefore, verifyOperator } from "../../../core/testing/mod.ts";
import { type Mapping, numberColumn, vectorColumn } from "../../../ml/mod.ts";
import { mappingOperator } from "../../../ml/stages/mapping.ts";

const doubled: Mapping = {
  reads: ["n"],
  adds: ["twice"],
  types: () => [{ kind: "float64" }],
  open: () => (batch) => {
    const twice = batch.room(batch.rowCount);
    batch.numbers("n").forEach((n, one) => {
      if (n === 13) batch.drop(one);
      twice[one] = 2 * n;
    });
    return [numberColumn(twice)];
  },
};

test("columns are added to rows however these come, keeping their times, order and what they take back", () => {
  verifyOperator(mappingOperator("double", doubled), {
    input: [row({ n: 1 }), row({ n: 13 }), row({ n: 2.5 })],
    output: [row({ n: 1, twice: 2 }), row({ n: 2.5, twice: 5 })],
    order: "kept",
  });
  verifyOperator(mappingOperator("double", doubled), {
    input: [at(5, { n: 1 }), at(3, { n: 2 })],
    output: [at(5, { n: 1, twice: 2 }), at(3, { n: 2, twice: 4 })],
    order: "kept",
  });
  verifyOperator(mappingOperator("double", doubled), {
    input: [row({ n: 1 }), updateBefore({ n: 1 }), updateAfter({ n: 4 })],
    output: [row({ n: 1, twice: 2 }), updateBefore({ n: 1, twice: 2 }), updateAfter({ n: 4, twice: 8 })],
    order: "kept",
  });
});

const given = schema({ n: "float64", name: "string" });

test("a row without a value that is read has none in what is added", async () => {
  const rows = from(
    [
      { n: null, name: "a" },
      { n: 3, name: "b" },
    ] as never[],
    { schema: given },
  );
  expect(await rows.pipe(mappingOperator("double", doubled)).collect()).toEqual([
    { n: null, name: "a", twice: null },
    { n: 3, name: "b", twice: 6 },
  ]);
});

test("a column of the same name is replaced where it stands, and further ones come behind", async () => {
  const both: Mapping = {
    reads: ["n"],
    adds: ["n", "pair"],
    open: () => (batch) => {
      const { data, rows } = batch.vectors("n");
      return [
        numberColumn(data.map((n) => -n)),
        vectorColumn({ data: new Float64Array(2 * rows).fill(1), rows, columns: 2 }),
      ];
    },
  };
  const rows = from([{ n: 1, name: "a" }], { schema: given }).pipe(mappingOperator("both", both));
  const [one] = await rows.collect();
  expect(Object.entries(one as object)).toEqual([
    ["n", -1],
    ["name", "a"],
    ["pair", Float64Array.of(1, 1)],
  ]);
});

test("rows that are objects nobody has typed get the same properties", async () => {
  const rows = from([{ n: 1, deep: { x: 1 } }, { n: 2 }]).pipe(mappingOperator("double", doubled));
  expect(await rows.collect()).toEqual([
    { n: 1, deep: { x: 1 }, twice: 2 },
    { n: 2, twice: 4 },
  ]);
});

test("sources are asked for the columns that it reads and those wanted behind it, and no others", async () => {
  const operator = mappingOperator("double", doubled);
  expect(operator.reads?.(new Set(["twice", "name"]), [])).toEqual([new Set(["n", "name"])]);
  expect(operator.reads?.("all", [])).toEqual(["all"]);
  const known = operator.schema?.(schema({ n: "float64", at: vector(2) }));
  expect(known?.fields.map(({ name, type }) => [name, type.kind])).toEqual([
    ["n", "float64"],
    ["at", "vector"],
    ["twice", "float64"],
  ]);
});

test("a column that is not there is an error when the plan is known", async () => {
  const rows = from([{ m: 1, name: "a" }] as never[], { schema: schema({ m: "float64", name: "string" }) });
  await expect(rows.pipe(mappingOperator("double", doubled)).collect()).rejects.toThrow(
    'Cannot read column "n" in double #1 as there is no such column',
  );
});

test("arrays that are used again for the next batch do not change rows that were given before", async () => {
  const rows = from(
    Array.from({ length: 100 }, (_, n) => ({ n, name: "" })),
    { schema: given },
  );
  const out = await rows
    .pipe<{ twice: number }>(mappingOperator("double", { ...doubled, absent: "own" }))
    .collect({ batchRows: 7 });
  expect(out.map(({ twice }) => twice)).toEqual(
    Array.from({ length: 100 }, (_, n) => 2 * n).filter((twice) => twice !== 26),
  );
});
