import { expect, test } from "vitest";
import { changesNothing } from "../../../core/expression/changes-nothing.ts";

interface Row {
  v: number;
  tags: string[];
}

test.each([
  (a: Row, b: Row) => ({ ...a, v: a.v + b.v }),
  (a: Row, b: Row) => (a.v > b.v ? a : b),
  (a: Row, b: Row) => ({ v: Math.max(a.v, b.v), tags: [...a.tags, `${b.v}`] }),
])("one expression that only reads changes nothing: %s", (reduce) => expect(changesNothing(reduce)).toBe(true));

const bound = ((a: Row, _b: Row) => a).bind(undefined);

test.each([
  (a: Row, b: Row) => {
    a.v += b.v;
    return a;
  },
  // biome-ignore lint/suspicious/noAssignInExpressions: what is tested.
  (a: Row, b: Row) => ((a.v += b.v), a),
  (a: Row, _b: Row) => (a.v++, a),
  (a: Row, b: Row) => Object.assign(a, b),
  (a: Row, b: Row) => ({ v: a.tags.push(...b.tags), tags: a.tags }),
  (a: Row, _b: Row) => (delete (a as Partial<Row>).v, a),
  (a: Row, b: Row, _x = Object.assign(a, b)) => a,
  (a: Row, b: Row) => String.raw`${a}${b}`,
  (a: Row, b: Row) => ({ v: [a, b].map((each) => each.v) }),
  bound,
])("whatever may change its row is not taken for one: %s", (reduce) =>
  expect(changesNothing(reduce as never)).toBe(false),
);
