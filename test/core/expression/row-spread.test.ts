import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { timestamp } from "../../../core/data/data-type.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import type { RowStage } from "../../../core/expression/chain-plan.ts";
import { explainChain } from "../../../core/expression/explain-chain.ts";
import { type Lambda, readLambda } from "../../../core/expression/read-lambda.ts";
import { rowChain } from "../../../core/expression/row-chain.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import { fromColumns } from "../../../core/mod.ts";
import { saidOf } from "../plan/rewrite/plan-lines.ts";
import { dictionaryColumn, int32Column, typedBatch, utf8Column } from "./batches.ts";
import { interpreted } from "./interpreted.ts";

const layouts = { count: int32Column, city: dictionaryColumn, note: utf8Column };

const given = Array.from({ length: 40 }, (_, n) => ({
  price: n * 1.5 - 7,
  count: n % 7,
  city: n % 5 === 0 ? null : `city ${n % 3}`,
  note: `né ${n}`,
  nick: n % 3 === 0 ? "nick" : undefined,
}));

const rethrow = (error: unknown): never => {
  throw error;
};

function stage(kind: RowStage["kind"], source: string): RowStage {
  const lambda = new Function("label", "mix", `return ${source};`)((n: number) => `#${n}`, mix) as Lambda;
  return { kind, lambda, step: `${kind} ${source}` };
}

/** Values of several kinds: their column widens. */
function mix(n: number): unknown {
  return [n, `text ${n}`, null, undefined, n > 2][Math.abs(Math.trunc(n)) % 5];
}

/** Whether a chain's lambdas are called with cursors only, so that nothing is spread for real. */
function isColumnar(stages: readonly RowStage[]): boolean {
  return !explainChain(stages, typedBatch(given, layouts).schema).includes("plain fresh object");
}

/** Rows as texts: the order of properties counts, and an absent value is told from null. */
function texts(values: readonly unknown[]): string[] {
  return values.map((value) =>
    JSON.stringify(value, (_, inner) => (inner === undefined ? "(undefined)" : Object.is(inner, -0) ? "(-0)" : inner)),
  );
}

function ran(stages: readonly RowStage[], rows: readonly object[] = given): unknown[] {
  const result = rowChain(stages, rethrow).run(typedBatch(rows as never, layouts));
  return result === undefined ? [] : rowsOf(result);
}

describe("a row that is only spread", () => {
  test.each([
    ["(r) => ({ ...r, x: r.price * 2 })", ["price"]],
    ["(r) => ({ ...r })", []],
    ["(r) => ({ ...r, city: r.note, n: r.note.length })", ["note"]],
    ["(r) => { const x = r.count + 1; return { ...r, x }; }", ["count"]],
    ["function (r) { if (r.count > 3) throw new Error(r.note); return ({ ...r, x: 1 }); }", ["count", "note"]],
  ])("%s is one", (source, reads) => {
    const { spread, row } = readLambda(stage("map", source).lambda);
    expect([spread?.reads, row]).toEqual([reads, "object"]);
    expect(isColumnar([stage("map", source)])).toBe(true);
  });

  test.each([
    "(r) => ({ x: 1, ...r })",
    "(r) => ({ ...r, ...r })",
    "(r) => ({ ...r, x: Object.keys(r).length })",
    "(r) => ({ ...r, x: () => r.price })",
    "(r) => ({ ...r, get x() { return 1; } })",
    "(r) => ({ ...r, __proto__: null })",
    "(r) => ({ ...r, 1: 2 })",
    "(r) => ({ ...r, ['x' + 1]: 2 })",
    "(r) => ({ ...r, x: r.toString })",
    "(r) => ({ ...r, x: (r.price = 3) })",
    "(r) => ({ ...r.city, x: 1 })",
    "(r) => { r = { a: 1 }; return { ...r, x: 1 }; }",
    "(r) => { if (r.count > 3) return { ...r }; return { ...r, x: 1 }; }",
    "(r) => { if (r.count > 3) return { a: 1 }; return { ...r, x: 1 }; }",
    "(r) => { const all = { ...r, x: 1 }; return all; }",
    "({ ...r }) => ({ ...r, x: 1 })",
    "(r = {}) => ({ ...r, x: 1 })",
    "(r) => [{ ...r, x: 1 }]",
    "(r) => eval('({ ...r, x: 1 })')",
  ])("%s is none", (source) => {
    expect(readLambda(stage("map", source).lambda).spread).toBeUndefined();
    expect(readLambda(stage("map", `async ${source.startsWith("(") ? source : `(r) => 1`}`).lambda).spread).toBe(
      undefined,
    );
  });

  const chains: [title: string, columnar: boolean, ...stages: RowStage[]][] = [
    ["a column more", true, stage("map", "(r) => ({ ...r, x: r.price * 2 })")],
    ["a column in the place of one that is read", true, stage("map", "(r) => ({ ...r, price: r.price * 2 })")],
    ["a column under another name", true, stage("map", "(r) => ({ ...r, city: r.note, price: r.city })")],
    ["values of several kinds", true, stage("map", "(r) => ({ ...r, a: mix(r.count), b: mix(r.price), city: 1 })")],
    [
      "spread twice, and looked at",
      true,
      stage("map", "(r) => ({ ...r, x: r.price * 2, note: r.count })"),
      stage("map", "(r) => ({ ...r, y: r.x + r.note, city: r.note, count: r.city })"),
      stage("filter", "(r) => r.y > 3"),
      stage("map", "(r) => ({ note: r.note, x: r.x, city: r.city, z: r.y + r.count, nothing: r.nothing })"),
    ],
    [
      "rows of one value behind it",
      true,
      stage("filter", "(r) => r.count !== 2"),
      stage("map", "(r) => ({ ...r, x: mix(r.count) })"),
      stage("map", "(r) => r.x"),
      stage("filter", "(x) => x !== 3"),
    ],
    [
      "what is flattened behind it",
      true,
      stage("map", "(r) => ({ ...r, x: r.count })"),
      stage("flatMap", "(r) => [r.x, r.note]"),
    ],
    [
      "a filter that changes what the spread gave",
      false,
      stage("map", "(r) => ({ ...r, x: r.count })"),
      stage("filter", "(r) => { r.x = 5; return true; }"),
      stage("map", "(r) => ({ x: r.x, note: r.note })"),
    ],
    [
      "a lambda that takes all of what the spread gave",
      false,
      stage("map", "(r) => ({ ...r, x: r.count })"),
      stage("map", "(r) => Object.entries(r).join()"),
    ],
  ];
  test.each(chains)("%s is as objects would have it", (...[, columnar, ...stages]) => {
    expect(texts(ran(stages))).toEqual(texts(interpreted(stages, given)));
    expect(isColumnar(stages)).toBe(columnar);
  });

  test("columns that are handed on are the very ones that came", () => {
    const batch = typedBatch(given, layouts);
    const result = rowChain([stage("map", "(r) => ({ ...r, x: r.count, nick: r.city })")], rethrow).run(batch)!;
    expect(result.columns.slice(0, 4)).toEqual(batch.columns.slice(0, 4));
    result.columns.slice(0, 4).forEach((column, at) => void expect(column).toBe(batch.columns[at]));
    expect(result.columns[4]).toBe(batch.columns[2]);
    expect([...result.schema.index.keys()]).toEqual(["price", "count", "city", "note", "nick", "x"]);
  });
});

describe("rows that must be objects", () => {
  const spread = stage("map", "(r) => ({ ...r, x: 1 })");

  test("of columns whose names stand elsewhere in an object, or set its prototype", () => {
    for (const name of ["7", "__proto__"]) {
      const rows = [1, 2].map((a) =>
        Object.fromEntries([
          ["a", a],
          [name, a + 1],
        ]),
      );
      expect(ran([spread], rows)).toEqual(rows.map((row) => ({ ...row, x: 1 })));
    }
  });

  test("of dates and vectors, which may be changed in their place, and of columns that are not all known", () => {
    const at = {
      type: { ...timestamp, as: "Date" as const },
      layout: "float64",
      values: Float64Array.of(1, 2),
      validity: undefined,
    } as const;
    const dated = makeBatch(rowSchema([{ name: "at", type: at.type }]), 2, [at]);
    const moves = stage("map", "(r) => ({ ...r, x: r.at.setTime(9) })");
    expect(rowsOf(rowChain([moves], rethrow).run(dated)!)).toEqual([1, 2].map(() => ({ at: new Date(9), x: 9 })));
    const type = { kind: "vector", size: 1 } as const;
    const vectors = { type, layout: "vector", data: Float64Array.of(1, 2), validity: undefined } as const;
    const filled = rowChain([stage("map", "(r) => ({ ...r, x: r.v.fill(9)[0] })")], rethrow);
    expect(rowsOf(filled.run(makeBatch(rowSchema([{ name: "v", type }]), 2, [vectors]))!)).toEqual(
      [1, 2].map(() => ({ v: Float64Array.of(9), x: 9 })),
    );
    const known = typedBatch([{ a: 1 }]);
    const open = { ...known, schema: rowSchema(known.schema.fields, { open: true }) };
    expect(explainChain([spread], open.schema)).toContain("plain fresh object");
    expect(rowsOf(rowChain([spread], rethrow).run(open)!)).toEqual([{ a: 1, x: 1 }]);
  });
});

test("a lambda that throws behind a spread, or in it, loses its own row, and says where it was", () => {
  const failed: string[] = [];
  const stages = [
    stage("map", "(r) => ({ ...r, x: r.count === 3 ? null.x : r.count })"),
    stage("map", "(r) => ({ ...r, y: r.x === 5 ? null.y : mix(r.x) })"),
  ];
  const chain = rowChain(stages, (_, { step }, __, row) => void failed.push(`${row} ${step}`));
  const rows = given.slice(0, 9);
  const kept = rows.filter(({ count }) => count !== 3 && count !== 5);
  expect(texts(rowsOf(chain.run(typedBatch(rows, layouts))!))).toEqual(texts(interpreted(stages, kept)));
  expect(failed).toEqual([`3 ${stages[0]!.step}`, `5 ${stages[1]!.step}`]);
});

test("a lambda may run a chain over such columns itself: its own row is where it was", () => {
  const within = stage("map", "(r) => ({ ...r, x: r.count + 1 })");
  const inner = () => rowsOf(rowChain([within], rethrow).run(typedBatch(given.slice(0, 3), layouts))!);
  const outer = (r: { price: number; count: number }) => ({ ...r, y: inner().length, after: r.count });
  const stages: RowStage[] = [{ kind: "map", lambda: outer as Lambda, step: "outer" }];
  expect(ran(stages)).toEqual(given.map((row) => ({ ...row, y: 3, after: row.count })));
});

test("sources are read for what is wanted behind a spread, and what it looks at", async () => {
  const sales = fromColumns({ a: [1, 2], b: [3, 4], c: [5, 6], d: [7, 8] });
  const more = sales.map((row) => ({ ...row, x: row.b + 1, c: 0 }));
  expect(await saidOf(more, "columns read")).toEqual([]);
  const some = more.map((row) => ({ a: row.a, x: row.x, c: row.c }));
  expect((await saidOf(some, "columns read")).map((names) => names.split(", ").sort())).toEqual([["a", "b"]]);
  expect(await some.collect()).toEqual([
    { a: 1, x: 4, c: 0 },
    { a: 2, x: 5, c: 0 },
  ]);
  expect(await more.collect()).toEqual([
    { a: 1, b: 3, c: 0, d: 7, x: 4 },
    { a: 2, b: 4, c: 0, d: 8, x: 5 },
  ]);
});

const names = fc.constantFrom("price", "count", "city", "note", "nick", "x", "y");
const values = fc.oneof(
  names.map((name) => `r.${name}`),
  names.map((name) => `mix(r.${name} ?? 0)`),
  names.map((name) => `label(r.${name})`),
  fc.tuple(names, names).map(([a, b]) => `r.${a} + r.${b}`),
  fc.constantFrom("1", "null", "undefined"),
);
const properties = fc
  .uniqueArray(fc.tuple(names, values), { selector: ([name]) => name, maxLength: 3 })
  .map((pairs) => pairs.map(([name, value]) => `${name}: ${value}`));
const spreads = properties.map((all) => stage("map", `(r) => ({ ${["...r", ...all].join(", ")} })`));
const filters = fc
  .tuple(names, fc.integer({ min: -3, max: 9 }))
  .map(([a, n]) => stage("filter", `(r) => !(r.${a} > ${n})`));
/** Before anything is computed, a column that is not there is refused. */
const known = fc.constantFrom("price", "count").map((name) => stage("filter", `(r) => !(r.${name} > 4)`));
const others = fc.oneof(
  filters,
  spreads,
  properties.map((all) => stage("map", `(r) => ({ k: 1, ${all.join(", ")} })`)),
  names.map((name) => stage("filter", `(r) => { if ("${name}" in r) r.${name} = 1; return true; }`)),
  names.map((name) => stage("map", `(r) => ({ k: Object.keys(r).join(), l: r.${name} })`)),
);

test("random chains around spreads give what objects give", () => {
  let columnar = 0;
  fc.assert(
    fc.property(
      fc.array(known, { maxLength: 1 }),
      spreads,
      fc.array(fc.oneof(spreads, filters), { maxLength: 3 }),
      fc.array(others, { maxLength: 3 }),
      fc.array(fc.nat(39), { minLength: 1, maxLength: 20 }),
      (before, first, middle, after, picks) => {
        const stages = [...before, first, ...middle, ...after];
        const rows = picks.map((n) => given[n]!);
        const plain = interpreted(
          stages,
          rows.map((row) => ({ ...row })),
        );
        const chain = rowChain(stages, rethrow);
        const batch = typedBatch(rows, { ...layouts });
        const result = chain.run(batch);
        expect(texts(result === undefined ? [] : rowsOf(result))).toEqual(texts(plain));
        columnar += isColumnar(stages) ? 1 : 0;
      },
    ),
    { numRuns: 500 },
  );
  expect(columnar).toBeGreaterThan(100);
});
