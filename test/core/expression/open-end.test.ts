import { expect, test } from "vitest";
import { hasOpenEnd } from "../../../core/expression/open-end.ts";
import { type LambdaNode, parseLambda } from "../../../core/expression/syntax.ts";
import { from } from "../../../core/mod.ts";

type Row = Record<string, unknown>;
type Mapped = (row: Row) => unknown;

test.each([
  ["(row) => { row.a }", true],
  ["(row) => {}", true],
  ["(row) => { const a = row.a; }", true],
  ["(row) => { if (row.a) return 1; }", true],
  ["(row) => { if (row.a) return 1; else row.b(); }", true],
  ["(row) => { for (const one of row.list) return one; }", true],
  ["(row) => { try { return row.a(); } catch {} }", true],
  ["(row) => { if (row.a) return; return 1; }", true],
  ["function (row) { row.list.map((one) => { return one; }); }", true],
  ["(row) => row.a", false],
  ["(row) => undefined", false],
  ["(row) => { return row.a; }", false],
  ["(row) => { if (row.a) return 1; else return 2; }", false],
  ["(row) => { if (row.a) { return 1; } return row.list.map((one) => { one.b; return; }); }", false],
  ["(row) => { throw new Error(row.a); }", false],
  ["(row) => { try { return row.a(); } finally { row.b(); } }", false],
  ["(row) => { try { row.a(); } finally { return 1; } }", false],
  ["(row) => { switch (row.a) { case 1: return 1; default: return 2; } }", false],
  ["(row) => { for (;;) { if (row.a()) return 1; } }", false],
])("of %s it is %j that there is a way to return nothing", (source, expected) => {
  const lambda = new Function(`return ${source}`)() as Mapped;
  expect(hasOpenEnd(parseLambda(lambda) as LambdaNode)).toBe(expected);
});

const rows = from([{ a: 1 }, { a: 2 }, { a: 3 }]);
const nothing =
  /Cannot map with a function that gives nothing as each row must become one: got undefined; return the row.* — (at row 1 of map #1|in map #1 at row 1 of map #1 → filter #2 → map #3): \{"a":2\}/;

test("a map that forgets to return is told at which row, wherever it stands in a chain", async () => {
  // The compiler refuses it, where there is one.
  const forgets = new Function("row", "if (row.a !== 2) return { b: row.a };") as (row: { a: number }) => { b: number };
  await expect(rows.map(forgets).collect()).rejects.toThrow(nothing);
  await expect(
    rows
      .map(forgets)
      .filter(() => true)
      .map((row) => row.b)
      .collect(),
  ).rejects.toThrow(nothing);
  expect(await rows.map(forgets, { onError: "skip" }).collect()).toEqual([{ b: 1 }, { b: 3 }]);
});

test("a map that says undefined, or reads what is not there, gives rows without a value", async () => {
  expect(await rows.map(() => undefined).collect()).toEqual([undefined, undefined, undefined]);
  expect(
    await from<{ a?: number }>([{ a: 1 }, {}])
      .map((row) => row.a)
      .collect(),
  ).toEqual([1, undefined]);
});
