import { expect, test } from "vitest";
import { Snapshot } from "../../../graph/build/snapshot.ts";
import type { VertexIds } from "../../../graph/build/vertex-ids.ts";
import { Workspace } from "../../../graph/build/workspace.ts";
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
  } as VertexIds;
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
