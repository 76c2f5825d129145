import { expect, test } from "vitest";
import type { Crew } from "../../../core/mod.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { Snapshot } from "../../../graph/build/snapshot.ts";
import type { VertexIds } from "../../../graph/build/vertex-ids.ts";
import { Workspace } from "../../../graph/build/workspace.ts";
import { assistant } from "../../../graph/iterations/assistant.ts";
import type { Order } from "../../../graph/iterations/chunks.ts";
import type { MessageDirection, Program } from "../../../graph/iterations/program.ts";
import { f64 } from "../../../graph/iterations/state-kinds.ts";
import { Supersteps } from "../../../graph/iterations/supersteps.ts";
import { type PlainGraph, testGraphs } from "../naive.ts";

const rounds = 7;

/** What a vertex does in a superstep, by chance: says nothing, something to all neighbours once or twice, or to one vertex. */
function deed(seed: number, superstep: number, vertex: number): number {
  // In some supersteps all say one thing to all neighbours.
  if ((superstep + seed) % 3 === 0) return 1;
  return (Math.imul(vertex + 31 * superstep + 977 * seed + 5, 2_654_435_761) >>> 9) % 5;
}

const activeOf = (seed: number): Program["active"] => (seed % 4 < 2 ? "all" : "with messages");

/** Whole numbers, so that sums are exact in any order. */
const said = (superstep: number, vertex: number): number => 1 + ((7 * vertex + 3 * superstep) % 11);

function programOf(seed: number, combine: "sum" | "min" | "max", direction: MessageDirection): Program {
  return {
    name: "random deeds",
    state: { heard: f64() },
    combine,
    maxSupersteps: rounds,
    direction,
    active: activeOf(seed),
    aggregators: {},
    until: undefined,
    compute(v, message, { superstep, vertexCount, send, sendAlongEdges }) {
      v.heard = (v.heard as number) * 3 + (Number.isFinite(message as number) ? (message as number) : -1);
      const what = deed(seed, superstep, v.number);
      const value = said(superstep, v.number);
      if (what === 1 || what === 2) sendAlongEdges(value);
      if (what === 2) sendAlongEdges(value + 1);
      if (what === 3) send((v.number * 5 + superstep) % vertexCount, value);
      if (what === 4) sendAlongEdges(() => value + 2);
    },
  };
}

/** The same by lists of all messages. */
function naive(plain: PlainGraph, seed: number, combine: "sum" | "min" | "max", direction: MessageDirection): number[] {
  const count = plain.vertices.length;
  const at = new Map(plain.vertices.map((id, vertex) => [id, vertex]));
  const to: number[][] = Array.from({ length: count }, () => []);
  for (const edge of plain.edges) {
    const [source, target] = [at.get(edge.source)!, at.get(edge.target)!];
    const both = !plain.directed || direction === "both";
    if (both || direction === "out") to[source]!.push(target);
    if (both ? source !== target : direction === "in") to[target]!.push(source);
  }
  const heard = new Array<number>(count).fill(0);
  let waiting: number[][] = Array.from({ length: count }, () => []);
  for (let superstep = 0; superstep < rounds; superstep++) {
    const next: number[][] = Array.from({ length: count }, () => []);
    for (let vertex = 0; vertex < count; vertex++) {
      const all = waiting[vertex]!;
      if (superstep > 0 && activeOf(seed) === "with messages" && all.length === 0) continue;
      const sum = all.reduce((one, other) => one + other, 0);
      const most = combine === "min" ? Math.min(...all) : Math.max(...all);
      const message = combine === "sum" ? sum : all.length === 0 ? -1 : most;
      heard[vertex] = heard[vertex]! * 3 + message;
      const [what, value] = [deed(seed, superstep, vertex), said(superstep, vertex)];
      const along = (message: number): void => to[vertex]!.forEach((other) => next[other]!.push(message));
      if (what === 1 || what === 2) along(value);
      if (what === 2) along(value + 1);
      if (what === 3) next[(vertex * 5 + superstep) % count]!.push(value);
      if (what === 4) along(value + 2);
    }
    waiting = next;
  }
  return heard;
}

function snapshotOf({ vertices, edges, directed }: PlainGraph, work: Workspace): Snapshot {
  const at = new Map(vertices.map((id, vertex) => [id, vertex]));
  const ids: VertexIds = {
    count: vertices.length,
    find: (id) => id as number,
    idOf: (vertex) => vertex,
    comesBefore: (one, other) => one < other,
    save: () => ({ numbers: Float64Array.from(vertices.keys()), others: [], type: undefined }),
  } as Partial<VertexIds> as VertexIds;
  const ends = (of: readonly number[]): Uint32Array => {
    const column = work.uint32(of.length);
    column.set(of.map((id) => at.get(id)!));
    return column;
  };
  const sources = ends(edges.map(({ source }) => source));
  const targets = ends(edges.map(({ target }) => target));
  return new Snapshot(ids, { sources, targets, weights: undefined }, directed, work);
}

test.each([
  ["JavaScript", () => Workspace.ofJavaScript()],
  ["WebAssembly", () => Workspace.of(new Set(["gatherRanks"]))],
] as const)(
  "whoever says what to whom, all hear what a plain loop over lists of messages makes of it, kernels in %s",
  (_, work) => {
    let checked = 0;
    for (const [seed, plain] of testGraphs().entries()) {
      if (plain.vertices.length === 0) continue;
      for (const combine of ["sum", "min", "max"] as const)
        for (const direction of ["out", "in", "both"] as const) {
          const graph = snapshotOf(plain, work());
          const program = programOf(seed, combine, direction);
          const expected = naive(plain, seed, combine, direction);
          const whole = new Supersteps(graph, program, {});
          while (whole.run().goesOn);
          const name = `${plain.name}, ${combine} ${direction}`;
          expect([...whole.arrays[0]!], name).toEqual(expected);
          // And again, begun anew after each superstep from what was saved.
          let steps = new Supersteps(graph, program, {});
          while (steps.run().goesOn) {
            const saved = structuredClone({ ...steps.save() });
            steps = new Supersteps(graph, program, {});
            steps.load(saved);
          }
          expect([...steps.arrays[0]!], `${name}, restored`).toEqual(expected);
          checked++;
        }
    }
    expect(checked).toBeGreaterThan(200);
  },
);

test("the objects of vertices of several runs are of one kind, whose values can be spread", () => {
  const graph = snapshotOf(testGraphs()[3]!, Workspace.ofJavaScript());
  const seen: object[] = [];
  for (let run = 0; run < 2; run++) {
    const compute: Program["compute"] = (v) => {
      if (v.number === 0) seen.push({ ...v });
    };
    new Supersteps(graph, { ...programOf(1, "sum", "out"), compute, maxSupersteps: 1 }, {}).run();
  }
  expect(seen).toEqual([
    { id: 0, number: 0, degree: 2, heard: 0 },
    { id: 0, number: 0, degree: 2, heard: 0 },
  ]);
});

/** Others that help at once, in this thread: they take their chunks before whoever asks has one. Counts what they were told. */
function crewOf(size: number, program: () => Program, told: string[] = []): Crew {
  const others = Array.from({ length: size }, () => assistant(program(), keySpace(8)));
  return {
    size,
    isOver: false,
    tell: (message) => {
      told.push(...Object.keys(message as object));
      if ((message as { order?: Order }).order?.adds !== undefined) told.push("adds");
      for (const hears of others) hears(structuredClone(message));
    },
  };
}

test.each([1, 2, 4])("with %i other threads all hear the same", (size) => {
  let checked = 0;
  for (const [seed, plain] of testGraphs().entries()) {
    if (plain.vertices.length === 0) continue;
    for (const combine of ["sum", "min", "max"] as const) {
      const direction = (["out", "in", "both"] as const)[seed % 3]!;
      const program = programOf(seed, combine, direction);
      const expected = naive(plain, seed, combine, direction);
      const graph = snapshotOf(plain, Workspace.ofThreads());
      const told: string[] = [];
      const begin = (): Supersteps =>
        new Supersteps(
          graph,
          program,
          {},
          crewOf(size, () => program, told),
          0,
        );
      let steps = begin();
      while (steps.run().goesOn) {
        if (seed % 2 === 0) continue;
        const saved = structuredClone({ ...steps.save() });
        steps = begin();
        steps.load(saved);
      }
      steps.close();
      expect([...steps.arrays[0]!], `${plain.name}, ${combine} ${direction}`).toEqual(expected);
      expect(told.filter((kind) => kind === "order").length).toBeGreaterThan(0);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(60);
});

test("what all vertices send to all of their neighbours is added up by those who get it, to the bit as in one thread", () => {
  const program: Program = {
    ...programOf(0, "sum", "out"),
    aggregators: { least: "min", most: "max", sum: "sum" },
    compute(v, message, { sendAlongEdges, add }) {
      v.heard = 0.1 + 0.7 * (message as number);
      sendAlongEdges((v.heard as number) / 3);
      for (const kind of ["least", "most", "sum"]) add(kind, v.number + 1);
    },
  };
  let gathered = 0;
  for (const plain of testGraphs()) {
    if (plain.vertices.length === 0) continue;
    const told: string[] = [];
    const alone = new Supersteps(snapshotOf(plain, Workspace.ofJavaScript()), program, {});
    const shared = snapshotOf(plain, Workspace.ofThreads());
    const together = new Supersteps(
      shared,
      program,
      {},
      crewOf(2, () => program, told),
      0,
    );
    for (let goesOn = true; goesOn; ) {
      const report = together.run();
      expect(report, plain.name).toEqual(alone.run());
      goesOn = report.goesOn;
    }
    expect([...together.arrays[0]!], plain.name).toEqual([...alone.arrays[0]!]);
    if (told.includes("adds")) gathered++;
  }
  expect(gathered).toBeGreaterThan(20);
});

test("what throws in another thread fails the superstep, that of the first vertex among chunks", () => {
  const program: Program = {
    ...programOf(0, "sum", "out"),
    compute: (v) => {
      if (v.number >= 3) throw new RangeError(`no ${v.number}`);
    },
  };
  const plain = testGraphs().find(({ vertices }) => vertices.length > 6)!;
  const graph = snapshotOf(plain, Workspace.ofThreads());
  const steps = new Supersteps(
    graph,
    program,
    {},
    crewOf(3, () => program),
    0,
  );
  expect(() => steps.run()).toThrow(
    /^Cannot compute vertex \d+ in superstep 0 of random deeds as its function threw: no \d+$/,
  );
});
