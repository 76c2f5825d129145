import fc from "fast-check";
import { MultiDirectedGraph, MultiUndirectedGraph } from "graphology";
import { expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { from } from "../../../core/mod.ts";
import { descriptionOf } from "../../../graph/methods/bound.ts";
import { fromGraphology, type Graph, graph, readGraph, toGraphology, writeGraph } from "../../../graph/mod.ts";
import { place } from "./folder.ts";

type Row = Readonly<Record<string, unknown>>;
type AnyGraph = Graph<never, string, never, never>;

/** A graph over rows whose columns are called as anything: which of them are its ids, ends and weights is said apart. */
interface Case {
  readonly directed: boolean;
  readonly edges: readonly Row[];
  readonly vertices: readonly Row[];
  readonly names: {
    readonly source: string;
    readonly target: string;
    readonly weight: string | undefined;
    readonly id: string;
  };
  /** Whether ids and ends are functions of a row, whose columns stay beside them. */
  readonly byFunction: boolean;
}

const reserved = ["id", "source", "target", "weight", "label", "kind", "start", "end", "x", "y", "z", "type", "key"];
const odd = ["id_", "source_", "weight_", "typeOfNodeIds", "constructor", "two words", "ü", "a\tb", "for", "directed"];
const name = fc.constantFrom(...reserved, ...reserved, ...odd);

const special = fc.constantFrom(-0, 0, 1e21, 2 ** 60, 2 ** 53, -(2 ** 31), 0.1, Number.NaN, Number.POSITIVE_INFINITY);
const whole = fc.integer({ min: -9, max: 9 });
const number = fc.oneof(whole, special, fc.double());
const text = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom("", "5", "-0", "true", "INF", "a b", "\r\n", "\u0001", "null", "\ud800"),
);
const big = fc.oneof(
  fc.constantFrom(5n, 2n ** 53n + 1n, 2n ** 60n, 2n ** 64n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
);
const nested = fc.oneof(
  fc.array(fc.oneof(number, text, big, fc.constant(null), fc.constant(undefined)), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("a", "id"), fc.oneof(number, text, fc.array(whole)), { maxKeys: 2 }),
);
const classed = fc.constantFrom<unknown>(
  new Date(0),
  new Map([[1, 2]]),
  new Set([1]),
  new Float64Array(2),
  Symbol("s"),
  () => 1,
);
const absent = fc.constantFrom(null, undefined);
const any = fc.oneof(number, text, big, fc.boolean(), nested, classed, absent);
/** What is in a column: mostly of one kind. */
const kinds: readonly fc.Arbitrary<unknown>[] = [
  whole,
  whole,
  number,
  text,
  text,
  fc.boolean(),
  big,
  nested,
  classed,
  any,
];
const column = fc
  .tuple(fc.constantFrom(...kinds), fc.boolean())
  .map(([values, sparse]) => (sparse ? fc.oneof(values, absent) : values));

const ids = fc.constantFrom<readonly unknown[]>(
  [1, 2, 3],
  [1, 2, 3],
  ["a", "b", "c"],
  ["1", "2", "3"],
  ["1", "b", ""],
  [1, 2, 4],
  [1n, 2n, 3n],
  [2n ** 60n, 2n ** 60n + 1n, 7n],
  [1, "1", "a"],
  [1.5, -0, 2],
  [1, 2 ** 60, 3],
  ["01", "10", "x y"],
  [1, 2, 1],
);

const cases: fc.Arbitrary<Case> = fc
  .record({
    ids,
    names: fc.record({
      source: fc.constantFrom("source", "from", "target"),
      target: fc.constantFrom("target", "to"),
      weight: fc.constantFrom(undefined, "weight", "km", "label"),
      id: fc.constantFrom("id", "code", "source"),
    }),
    directed: fc.boolean(),
    byFunction: fc.boolean(),
    weights: fc.oneof(fc.constant(whole), fc.constant(fc.integer({ min: 1, max: 9 })), column),
    ofEdges: fc.uniqueArray(fc.tuple(name, column), { maxLength: 2, selector: ([one]) => one }),
    ofVertices: fc.uniqueArray(fc.tuple(name, column), { maxLength: 2, selector: ([one]) => one }),
    isWhole: fc.boolean(),
  })
  .chain(({ ids, names, directed, byFunction, weights, ofEdges, ofVertices, isWhole }) => {
    const target = names.source === names.target ? "to" : names.target;
    const end = fc.constantFrom(...ids);
    const edgeOf = (one: fc.Arbitrary<unknown>, other: fc.Arbitrary<unknown>) =>
      fc.record({
        ...Object.fromEntries(ofEdges),
        ...(names.weight === undefined ? {} : { [names.weight]: weights }),
        [names.source]: one,
        [target]: other,
      });
    const path = isWhole ? ids.slice(1).map((id, at) => edgeOf(fc.constant(ids[at]), fc.constant(id))) : [];
    return fc.record({
      directed: fc.constant(directed),
      byFunction: fc.constant(byFunction),
      names: fc.constant({ ...names, target }),
      edges: fc
        .tuple(fc.tuple(...path), fc.array(edgeOf(end, end), { maxLength: isWhole ? 1 : 4 }))
        .map((all) => all.flat()),
      vertices: fc.tuple(
        ...ids.map((id) => fc.record({ ...Object.fromEntries(ofVertices), [names.id]: fc.constant(id) })),
      ),
    });
  });

function graphOf({ edges, vertices, names, directed, byFunction }: Case): AnyGraph {
  const choice = (one: string | undefined) => (byFunction && one !== undefined ? (row: Row) => row[one] : one);
  return graph({
    edges: from(edges as Row[]),
    vertices: from(vertices as Row[]),
    source: choice(names.source),
    target: choice(names.target),
    weight: choice(names.weight),
    id: choice(names.id),
    directed,
  } as never) as never;
}

/** A value as a text that is the same only for what is the same: a bigint is the number of its value, what is absent is null. */
function canonical(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value === "bigint" || Number.isInteger(value))
    return Object.is(value, -0) ? "-0" : String(BigInt(value as never));
  if (Array.isArray(value)) return `[${[...value].map(canonical).join()}]`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value))
    return `${value.constructor.name} ${canonical([...(value as never as Iterable<unknown>)])}`;
  return `{${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
    .sort()
    .join()}}`;
}

function canonicalRows(rows: Iterable<Row>, directed = true): readonly string[] {
  return [...rows]
    .map((row) => {
      const there = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
      const one: Record<string, unknown> = Object.fromEntries(there);
      const [source, target] = [canonical(one.source), canonical(one.target)];
      return canonical(directed || source <= target ? one : { ...one, source: one.target, target: one.source });
    })
    .sort();
}

interface Chosen {
  readonly vertexColumns?: readonly string[];
  readonly columns?: readonly string[];
}

/** The rows that a file has to have: its own names of ids, ends and weights beside the other columns, of which none is called so. */
function expected(
  { edges, vertices, names, byFunction }: Case,
  chosen: Chosen,
): { edges: readonly Row[]; vertices: readonly Row[] } | undefined {
  let clash = false;
  const renamed = (row: Row, own: Readonly<Record<string, string | undefined>>, columns?: readonly string[]): Row => {
    const given = Object.entries(own).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const fixed = Object.fromEntries(given.map(([as, from]) => [as, row[from]]));
    const taken = given.map(([, from]) => from);
    const others = Object.entries(row).filter(
      ([key]) => (byFunction || !taken.includes(key)) && columns?.includes(key) !== false,
    );
    for (const [key, value] of others) clash ||= Object.hasOwn(fixed, key) && !Object.is(fixed[key], value);
    return { ...Object.fromEntries(others), ...fixed };
  };
  const { id, ...ends } = names;
  const rows = {
    edges: edges.map((row) => renamed(row, ends, chosen.columns)),
    vertices: vertices.map((row) => renamed(row, { id }, chosen.vertexColumns)),
  };
  return clash ? undefined : rows;
}

const house = /^Cannot .* as .*: got .*; .+/s;

async function refusal(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (cause) {
    return (cause as Error).message;
  }
}

test.each([
  ["graphml", 25, true, true],
  ["gexf", 20, true, true],
  ["mtx", 8, false, false],
  ["metis", 4, false, false],
  ["txt", 8, false, true],
  ["json", 35, true, true],
])(
  "what is written as %s comes back equal, or is refused: values of all kinds in columns called as anything",
  async (extension, least, holdsVertices, holdsColumns) => {
    let written = 0;
    const law = fc.asyncProperty(cases, async (one) => {
      const path = await place(`g.${extension}`);
      // Where a format has no columns of vertices, or none but weights, these are left out: refusals are all that would be seen.
      const [vertexColumns, columns] = [holdsVertices ? undefined : [], holdsColumns ? undefined : ["weight"]];
      const options = {
        ...(vertexColumns && { vertexColumns }),
        ...(columns && one.names.weight && one.edges.length > 0 && { columns }),
      };
      const refused = await refusal(() => writeGraph(graphOf(one), path, options));
      if (refused !== undefined) return void expect(refused).toMatch(house);
      written++;
      const rows = expected(one, options);
      expect(rows, "two columns of one name were written").toBeDefined();
      const read = await readGraph(path);
      expect(canonicalRows(await read.vertices.collect())).toEqual(canonicalRows(rows!.vertices));
      expect(canonicalRows(await read.edges.collect(), one.directed)).toEqual(canonicalRows(rows!.edges, one.directed));
      expect(descriptionOf(read, "").shape.directed).toBe(one.directed);
    });
    await fc.assert(law, { numRuns: 150, seed: 20261128 });
    expect(written).toBeGreaterThan(least);
  },
  60_000,
);

test("what goes into graphology comes back equal but for ids, which are texts there, or is refused", async () => {
  let filled = 0;
  const law = fc.asyncProperty(cases, async (one) => {
    const into = one.directed ? new MultiDirectedGraph() : new MultiUndirectedGraph();
    const refused = await refusal(() => toGraphology(graphOf(one), into));
    if (refused !== undefined) return void expect(refused).toMatch(house);
    filled++;
    const rows = expected(one, {})!;
    const read = fromGraphology(into);
    const texts = (row: Row, names: readonly string[]): Row => ({
      ...row,
      ...Object.fromEntries(names.map((each) => [each, String(row[each])])),
    });
    expect(canonicalRows(await read.vertices.collect())).toEqual(
      canonicalRows(rows.vertices.map((row) => texts(row, ["id"]))),
    );
    expect(canonicalRows(await read.edges.collect(), one.directed)).toEqual(
      canonicalRows(
        rows.edges.map((row) => texts(row, ["source", "target"])),
        one.directed,
      ),
    );
  });
  await fc.assert(law, { numRuns: 150, seed: 20261128 });
  expect(filled).toBeGreaterThan(40);
});

function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

test("tables of vertices and edges in Parquet come back equal, or are refused", async () => {
  let written = 0;
  const law = fc.asyncProperty(cases, async (one) => {
    const [of, folder] = [graphOf(one), await place("t/")];
    for (const [table, rows] of [
      ["vertices", one.vertices],
      ["edges", one.edges],
    ] as const) {
      const files = `${folder}${table}/`;
      const refused = await refusal(() => of[table].sinkTo(parquet(files) as never).run());
      if (refused !== undefined) {
        expect(refused).toMatch(/^Cannot .*; .+/s);
        continue;
      }
      // How nested values come back is the connectors' own matter.
      if (rows.some((row) => Object.values(row).some(isNested))) continue;
      written++;
      expect(canonicalRows((await from(parquet(files)).collect()) as never)).toEqual(canonicalRows(rows));
    }
  });
  await fc.assert(law, { numRuns: 25, seed: 20261128 });
  expect(written).toBeGreaterThan(8);
});
