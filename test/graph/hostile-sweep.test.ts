import { expect, test } from "vitest";
import { Dataset, from, tumbling } from "../../core/mod.ts";
import * as library from "../../graph/mod.ts";
import { makers } from "../../graph/short-methods/short-methods.ts";
import { fileOf, place } from "./files/folder.ts";

type Call = (...given: unknown[]) => unknown;
type Calls = Readonly<Record<string, Call>>;

/** What options are never meant to be, and numbers that are of no use. */
const wrong: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["NaN", Number.NaN],
  ["-1", -1],
  ["2.5", 2.5],
  ["1e300", 1e300],
  ["a text", "x"],
  ["a list", []],
  ["a list of null", [null]],
  ["an object", {}],
  ["a function", () => 1],
  ["a symbol", Symbol("s")],
  ["a bigint", 5n],
];

const edges = from([
  { at: 1, a: "x", b: "y", km: 2 },
  { at: 2, a: "y", b: "z", km: 3 },
]);
const vertices = from(["x", "y", "z"].map((id) => ({ id, kind: "town" })));
const made = library.graph({ edges, source: "a", target: "b", weight: "km", vertices, id: "id" });
const one = made as unknown as Calls;
const acyclicWindow = library
  .graph({ edges: edges.withEventTime(({ at }) => at), source: "a", target: "b" })
  .window(tumbling(10)) as unknown as Calls;

/** Options that a call cannot do without. */
const needed: Readonly<Record<string, unknown>> = {
  from: "x",
  to: "z",
  communities: new Map([
    ["x", 1],
    ["y", 1],
    ["z", 2],
  ]),
  onto: ["x"],
  pairs: [["x", "z"]],
  k: 2,
};
const iteration = { state: { p: library.f64() }, combine: "min", maxSupersteps: 2 };
const gathered = { ...iteration, gather: () => 1, apply: () => undefined, scatter: () => undefined, sum: "min" };
const select = (): object => ({});
const bases: Readonly<Record<string, object>> = {
  graph: { edges, source: "a", target: "b" },
  pregel: { ...iteration, compute: () => undefined },
  scatterGather: gathered,
  gatherSumApply: gathered,
  joinVertices: { id: "id", select },
  joinEdges: { source: "a", target: "b", select },
  summarize: { by: "kind" },
  subgraph: { vertices: () => true, edges: () => true },
  runningMetrics: { source: "a", target: "b" },
  rMatGraph: { vertices: 8, edges: 8 },
  erdosRenyiGraph: { vertices: 8, probability: 0.5 },
  barabasiAlbertGraph: { vertices: 8, edges: 2 },
  wattsStrogatzGraph: { vertices: 8, neighbours: 2, rewiring: 0.1 },
  plantedPartitionGraph: { groups: 2, size: 3, inside: 0.5, between: 0.1 },
};

async function message(call: () => unknown): Promise<string> {
  try {
    await call();
    return "";
  } catch (cause) {
    return (cause as Error).message;
  }
}

/** The options that a call knows, as its refusal of another one lists them. */
async function optionsOf(call: (options: object) => unknown): Promise<readonly string[]> {
  const known = /known are (.*?); /.exec(await message(() => call({ zzz: 1 })))?.[1];
  return known?.split(", ") ?? [];
}

/** What the options have to say at least. */
function baseOf(name: string, known: readonly string[]): object {
  const all = known.filter((option) => Object.hasOwn(needed, option)).map((option) => [option, needed[option]]);
  return bases[name] ?? Object.fromEntries(all);
}

async function finish(value: unknown): Promise<void> {
  const result = await value;
  if (typeof result !== "object" || result === null) return;
  if (result instanceof Dataset) return void (result.boundedness === "bounded" && (await result.collect()));
  const { vertices: some, edges: others } = result as { vertices?: unknown; edges?: unknown };
  for (const rows of [some, others])
    if (rows instanceof Dataset && rows.boundedness === "bounded") await rows.collect();
}

/** In the form of the house: what failed, why, what to do. */
const house = /^Cannot [^:]* as .*: got [^;]*; \S|^Cannot read column|^Cannot set/s;
const raw =
  /is not a function|Cannot read prop|is not iterable|Cannot destructure|Invalid (array|typed)|Cannot convert|Cannot mix|call stack|threw TypeError: (?!Cannot )|threw RangeError: (?!Cannot )|\[object |reading '/;

/** Why the call is no good: nothing where it works, or is refused in the form of the house, soon. */
async function fault(call: () => unknown): Promise<string | undefined> {
  const began = performance.now();
  let said: string | undefined;
  try {
    await finish(call());
  } catch (cause) {
    said = cause instanceof Error ? cause.message : `threw ${String(cause)}`;
  }
  const took = performance.now() - began;
  if (took > 10_000) return `took ${Math.round(took)} ms`;
  if (said === undefined) return undefined;
  return raw.test(said) || !house.test(said) ? said.slice(0, 300) : undefined;
}

async function faultsOf(name: string, call: Call, before: readonly unknown[] = []): Promise<readonly string[]> {
  const faults: string[] = [];
  const look = async (what: string, given: readonly unknown[]): Promise<void> => {
    const found = await fault(() => call(...given));
    if (found !== undefined) faults.push(`${name}(${what}): ${found}`);
  };
  await look("", before);
  for (const [what, value] of wrong) await look(what, [...before, value]);
  for (const at of before.keys())
    for (const [what, value] of wrong)
      await look(
        `${what} as ${at}`,
        before.map((each, other) => (other === at ? value : each)),
      );
  const known = await optionsOf((options) => call(...before, options));
  const base = baseOf(name, known);
  for (const option of known)
    for (const [what, value] of wrong) await look(`${option}: ${what}`, [...before, { ...base, [option]: value }]);
  return faults;
}

test.each(Object.keys(makers))(
  "%s, and the function that makes it, refuse wrong options of every kind in words",
  async (name) => {
    expect(await faultsOf(name, one[name]!)).toEqual([]);
    const make = (library as unknown as Calls)[name]!;
    expect(await faultsOf(name, (...given) => made.apply(make(...given) as never))).toEqual([]);
    expect(await faultsOf(name, acyclicWindow[name]!)).toEqual([]);
  },
);

const firsts: Readonly<Record<string, readonly unknown[]>> = {
  joinVertices: [vertices],
  joinEdges: [edges],
  intersect: [made],
};
const plain = Object.keys(made).filter((name) => !(name in makers) && typeof one[name] === "function");

test.each(plain.filter((name) => name !== "show"))("graph.%s refuses what is wrong in words", async (name) => {
  expect(await faultsOf(name, one[name]!, firsts[name])).toEqual([]);
});

const functions = Object.entries(library as unknown as Calls).filter(
  ([name, call]) => typeof call === "function" && !(name in makers) && name !== "Snapshot",
);
const ofResults = [
  "flags",
  "numbers",
  "numbersOrNull",
  "oneRow",
  "valuesOf",
  "vertices",
  "verticesLists",
  "verticesOrNull",
];

test.each(functions.filter(([name]) => !ofResults.includes(name)).map(([name]) => name))(
  "%s refuses what is wrong in words",
  async (name) => {
    const call = (library as unknown as Calls)[name]!;
    const before: Readonly<Record<string, readonly unknown[]>> = {
      writeGraph: [made, await place("g.json")],
      readGraph: [await fileOf("g.txt", "x y 2\ny z 3\n")],
      toGraphology: [made, {}],
      fromGraphology: [{}],
      circulantGraph: [5, [1]],
      echoGraph: [6, 3],
    };
    expect(await faultsOf(name, call, before[name])).toEqual([]);
  },
);

test("what runningMetrics is applied to is a dataset", async () => {
  const apply = library.runningMetrics({ source: "a", target: "b" } as never) as unknown as Call;
  expect(await faultsOf("runningMetrics(…)", apply)).toEqual([]);
});
