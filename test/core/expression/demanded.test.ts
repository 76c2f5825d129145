import { expect, test } from "vitest";
import { demandsOf } from "../../../core/expression/demanded.ts";

// biome-ignore lint/suspicious/noExplicitAny: only the text of the lambdas matters
type Row = any;

test.each<
  readonly [lambda: (row: Row, ...others: Row[]) => unknown, needed: string, handed: string, sometimes: string]
>([
  [(r) => r.a > 3 && r.b === "x", "a", "", "b"],
  [(r) => r.a ?? 3, "", "", ""],
  [(r) => ({ a: r.a, b: r.b + 1, c: r.c ?? null, d: r.d?.x, e: r.e.x }), "b,e", "a", ""],
  [({ a, b = 2, c: d }) => a + b + d, "a,c", "", ""],
  [({ a }) => a ?? 0, "", "", ""],
  [
    (r) => {
      const { a, b } = r;
      return a * (b || 1);
    },
    "a",
    "",
    "",
  ],
  [
    (r) => {
      if (r.x === undefined) return 0;
      return r.x + r.y;
    },
    "",
    "",
    "y",
  ],
  [
    (r) => {
      const kind = r.kind;
      switch (kind) {
        case "a":
          return r.p;
        default:
          return r.q;
      }
    },
    "",
    "",
    "p,q",
  ],
  [(r) => r.kind === "refund", "", "kind", ""],
  [(r) => (r.kind as string) in { refund: 1 }, "", "", ""],
  [(r) => r.deleted !== true || r.gone === true, "", "", ""],
  [(r) => !r.deleted && typeof r.a === "number", "", "", ""],
  [(r) => r.list.map((x: Row) => x.y + r.z), "list", "", "z"],
  [(r) => `${r.name}`, "name", "", ""],
  [(r) => new Date(r.at), "at", "", ""],
  [
    (r) => {
      r.c = 1;
      return r.c + r.d;
    },
    "d",
    "",
    "",
  ],
  [(r) => r?.c, "", "", ""],
  [(r) => String(r.c), "", "", ""],
  [(r) => Number(r.c) + Math.max(r.d, 2), "c,d", "", ""],
  [
    (r) => {
      let t = r.a;
      t ??= 0;
      return t;
    },
    "",
    "",
    "",
  ],
  [(r) => [r.a, -r.b], "b", "a", ""],
  [(r) => ("x" in r ? r.x : 0), "", "", ""],
  [(r) => (r.a == null ? 0 : r.a * 2), "", "", ""],
  [
    (r) => {
      for (const x of r.items) if (x) return x;
      return r.b;
    },
    "",
    "",
    "b",
  ],
  [(r, other) => other.q + r.a, "a", "", ""],
  [async (r) => r.a + 1, "", "", ""],
])("%s", (lambda, needed, handed, sometimes) => {
  const demands = demandsOf(lambda as never);
  expect([demands.needed, demands.handed, demands.sometimes].map((names) => [...names].join())).toEqual([
    needed,
    handed,
    sometimes,
  ]);
});
