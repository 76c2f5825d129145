import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { f64, graph, i32, noVertex, type StateKind, u32, vertexNumber } from "../../../graph/mod.ts";

const kinds = { f64: f64(), i32: i32(), u32: u32(), vertex: vertexNumber() };

const pair = [{ a: "Ann", b: "Bob" }];

/** What both of two vertices have, where each sets its state to the value given. */
async function heldOf(kind: keyof typeof kinds, value: unknown): Promise<unknown> {
  const { vertices } = graph({ edges: from(pair), source: "a", target: "b" }).pregel({
    state: { held: kinds[kind] as StateKind<number> },
    combine: "min",
    maxSupersteps: 1,
    compute(v) {
      v.held = value as number;
    },
  });
  const [one, other] = await vertices.collect();
  expect(other!.held).toEqual(one!.held);
  return one!.held;
}

test.each([
  ["vertex", 1, "Bob"],
  ["vertex", noVertex, null],
  ["i32", -(2 ** 31), -(2 ** 31)],
  ["i32", 2 ** 31 - 1, 2 ** 31 - 1],
  ["u32", 2 ** 32 - 1, 2 ** 32 - 1],
  ["f64", 1.5, 1.5],
  ["f64", Number.NaN, Number.NaN],
] as const)("a state of kind %s is set to %s", async (kind, value, expected) => {
  expect(await heldOf(kind, value)).toEqual(expected);
});

test.each([2, 77, -1, -5, 0.5, 2 ** 32, 2 ** 32 + 1, Number.NaN, Number.POSITIVE_INFINITY, "Ann", undefined])(
  "a state of vertices that is set to %s, which is none, is refused with the vertex",
  async (value) => {
    await expect(heldOf("vertex", value)).rejects.toThrow(
      'Cannot compute vertex "Ann" in superstep 0 of pregel as its function threw: ' +
        "Cannot set held as it must be the number of one of 2 vertices, from 0: " +
        `got ${typeof value === "string" ? JSON.stringify(value) : value}; set it to v.number of a vertex (not its id), or noVertex for none`,
    );
  },
);

test.each([
  ["i32", 2 ** 31, "from -2147483648 to 2147483647"],
  ["i32", 0.5, "from -2147483648 to 2147483647"],
  ["i32", Number.POSITIVE_INFINITY, "from -2147483648 to 2147483647"],
  ["u32", -1, "from 0 to 4294967295"],
  ["u32", 2 ** 32, "from 0 to 4294967295"],
  ["u32", Number.NaN, "from 0 to 4294967295"],
] as const)("a state of kind %s that is set to %s, which it cannot hold, is refused", async (kind, value, range) => {
  await expect(heldOf(kind, value)).rejects.toThrow(
    `Cannot set held as it must be a whole number ${range}: got ${value}; round it, or keep it as f64()`,
  );
});

/** Rows of vertices that begin with something, and do nothing. */
function begun<Kind extends StateKind<unknown>>(held: Kind, value: unknown): Promise<unknown[]> {
  const { vertices } = graph({ edges: from(pair), source: "a", target: "b" }).pregel({
    state: { held },
    initial: ({ id }) => (id === "Bob" ? ({ held: value } as never) : {}),
    combine: "min",
    maxSupersteps: 1,
    compute: () => undefined,
  });
  return vertices.collect();
}

test("vertices begin with the vertex of an id, or with none", async () => {
  const rows = (held: unknown): unknown[] => [
    { id: "Ann", held: null },
    { id: "Bob", held },
  ];
  expect(await begun(vertexNumber(), "Ann")).toEqual(rows("Ann"));
  expect(await begun(vertexNumber(), null)).toEqual(rows(null));
});

test.each([
  [vertexNumber(), "Cid", 'the id of a vertex of the graph: got "Cid"; give null in initial, or leave held out'],
  [vertexNumber(), 0, "the id of a vertex of the graph: got 0; give null in initial"],
  [u32(), 1.5, "a whole number from 0 to 4294967295: got 1.5; give such a number in initial, or leave held out"],
  [i32(), 2 ** 31, "a whole number from -2147483648 to 2147483647: got 2147483648"],
  [f64(), "x", 'a number: got "x"'],
])("%o beginning with %o is refused with the vertex", async (kind, value, words) => {
  await expect(begun(kind, value)).rejects.toThrow(
    `Cannot begin vertex "Bob" in pregel with its state held as it must be ${words}`,
  );
});

test("states and aggregators may be called as what all objects have", async () => {
  const names = ["__proto__", "constructor", "toString"];
  const { vertices, supersteps } = graph({ edges: from(pair), source: "a", target: "b" }).pregel({
    state: Object.fromEntries(names.map((name) => [name, f64(1)])),
    initial: () => ({}),
    aggregators: Object.fromEntries(names.map((name) => [name, "sum"] as const)),
    combine: "min",
    maxSupersteps: 1,
    compute(v, _, { add }) {
      for (const [at, name] of names.entries()) {
        v[name]! += at + v.number;
        add(name, at + 1);
      }
    },
  });
  const entriesOf = (rows: readonly object[]): unknown[] => rows.map((row) => Object.entries(row));
  expect(entriesOf(await vertices.collect())).toEqual([
    [
      ["id", "Ann"],
      ["__proto__", 1],
      ["constructor", 2],
      ["toString", 3],
    ],
    [
      ["id", "Bob"],
      ["__proto__", 2],
      ["constructor", 3],
      ["toString", 4],
    ],
  ]);
  expect(entriesOf(await supersteps.collect())).toEqual([
    [
      ["superstep", 0],
      ["active", 2],
      ["messages", 0],
      ["__proto__", 2],
      ["constructor", 4],
      ["toString", 6],
    ],
  ]);
});

test.each(["constructor", "toString", "__proto__", "met"])(
  "an aggregator %s that was not declared is refused",
  async (name) => {
    const { vertices } = graph({ edges: from(pair), source: "a", target: "b" }).pregel({
      state: { x: f64() },
      combine: "min",
      maxSupersteps: 1,
      compute: (_, __, { add }) => add(name as never, 2),
    });
    await expect(vertices.collect()).rejects.toThrow(`must be declared: got "${name}", there is none`);
  },
);

test("a state that is called as the id of its rows is refused when the iteration is described", () => {
  const vertices = from([{ rank: "Ann" }, { rank: "Bob" }]);
  const one = graph({ edges: from(pair), source: "a", target: "b", vertices, id: "rank" });
  const options = { state: { rank: f64() }, maxSupersteps: 1 } as const;
  const said = (model: string): string =>
    `Cannot iterate in ${model} as its state must not be called as the id of its rows is: got "rank"; ` +
    'rename it, or write id: (vertex) => vertex["rank"], which rows call "id"';
  const nothing = (): void => undefined;
  expect(() => one.pregel({ ...options, combine: "min", compute: nothing })).toThrow(said("pregel"));
  expect(() => one.scatterGather({ ...options, combine: "min", scatter: nothing, gather: nothing })).toThrow(
    said("scatterGather"),
  );
  expect(() => one.gatherSumApply({ ...options, sum: "min", gather: () => 0, apply: nothing })).toThrow(
    said("gatherSumApply"),
  );
});
