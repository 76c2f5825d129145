import type { Snapshot } from "../../graph/build/snapshot.ts";
import {
  betweenness,
  bfs,
  connectedComponents,
  coreNumbers,
  leiden,
  louvain,
  pageRank,
  sssp,
  triangles,
} from "../../graph/mod.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { buildingCases } from "./graph/building.ts";
import { type BenchGraph, grid, kronecker, snapshotOf, valuesOf } from "./graph/graphs.ts";
import { pregelCase, pregelCaseBeside } from "./graph/pregel.ts";
import { graphologyPackage, type Package, pythonPackage } from "./graph/rivals.ts";
import { streamingCases } from "./graph/streaming.ts";

// Each algorithm over a graph that stands, per undirected edge; what every side gives must agree.

/** An algorithm of ours as one number, and how near another's must be, relative to it. */
interface Row {
  readonly name: string;
  readonly run: (graph: Sides) => number;
  readonly within: number;
  readonly rivals: readonly string[];
}

/** A graph as ours and theirs. */
interface Sides {
  readonly bench: BenchGraph;
  readonly plain: Snapshot;
  readonly weighted: Snapshot;
  readonly start: number;
}

const rows: readonly Row[] = [
  {
    name: "build",
    run: ({ bench }) => snapshotOf(bench, false).out.neighbours.length / 2,
    within: 0,
    rivals: ["graphology", "networkx", "igraph"],
  },
  {
    name: "pageRank",
    run: ({ plain }) => most(valuesOf(pageRank(), plain)),
    within: 1e-4,
    rivals: ["graphology", "networkx", "igraph"],
  },
  {
    name: "bfs",
    run: ({ plain, start }) => reached(valuesOf(bfs({ from: start }), plain)),
    within: 0,
    rivals: ["graphology", "networkx", "igraph"],
  },
  {
    name: "sssp",
    run: ({ weighted, start }) => reached(valuesOf(sssp({ from: start }), weighted)),
    within: 0,
    rivals: ["graphology", "networkx", "igraph"],
  },
  {
    name: "components",
    // A component is named by its smallest vertex.
    run: ({ plain }) => ownNumbers(valuesOf(connectedComponents(), plain)),
    within: 0,
    rivals: ["graphology", "networkx", "igraph"],
  },
  {
    name: "betweenness",
    run: ({ plain }) => most(valuesOf(betweenness({ sources: firstIds }), plain)),
    within: 1e-6,
    rivals: ["graphology", "networkx"],
  },
  {
    name: "triangles",
    run: ({ plain }) => sum(valuesOf(triangles(), plain)) / 3,
    within: 0,
    rivals: ["networkx", "igraph"],
  },
  { name: "cores", run: ({ plain }) => sum(valuesOf(coreNumbers(), plain)), within: 0, rivals: ["networkx", "igraph"] },
  {
    name: "louvain",
    run: ({ bench, plain }) => quality(bench, valuesOf(louvain({ weights: "ignore" }), plain)),
    within: 0.05,
    rivals: ["graphology", "networkx", "igraph"],
  },
  {
    name: "leiden",
    run: ({ bench, plain }) => quality(bench, valuesOf(leiden({ weights: "ignore" }), plain)),
    within: 0.05,
    rivals: ["igraph"],
  },
];

const firstIds = Array.from({ length: 16 }, (_, id) => id);

/** `--events N`: vertices of the large Kronecker graph; slow rivals get a sixteenth of them. */
const suite: BenchSuite = ({ events = 2 ** 18 }) => {
  const scale = Math.round(Math.log2(events));
  const large = sidesOf(() => kronecker(scale));
  const small = sidesOf(() => kronecker(scale - 4));
  const roads = sidesOf(() => grid(Math.round(Math.sqrt(events) / 2) * 2));
  const onRoads = ["bfs", "sssp", "components"];
  return [
    ...rows.flatMap((row) => row.rivals.map((rival) => caseOf(row, rival, rival === "igraph" ? large : small))),
    ...rows.filter(({ name }) => onRoads.includes(name)).map((row) => caseOf(row, "igraph", roads)),
    pregelCase(large.sides),
    ...["graphology", "networkx"].map((name) => pregelCaseBeside(name, small.sides, () => small.rival(name))),
    ...buildingCases(() => large.sides().bench),
    ...streamingCases(() => large.sides().bench),
  ];
};

export default suite;

interface Held {
  sides(): Sides;
  rival(name: string): Package;
}

function sidesOf(make: () => BenchGraph): Held {
  let made: Sides | undefined;
  const packages = new Map<string, Package>();
  const sides = (): Sides => {
    if (made !== undefined) return made;
    const bench = make();
    const [plain, weighted] = [snapshotOf(bench, false), snapshotOf(bench, true)];
    made = { bench, plain, weighted, start: busiest(plain) };
    // What stands before an algorithm begins: rivals hold their neighbours as well.
    plain.distinct.neighbours.slice(0, 1);
    weighted.outWeights.slice(0, 1);
    return made;
  };
  return {
    sides,
    rival: (name) => {
      const { bench, start } = sides();
      const known = packages.get(name);
      const one =
        known ??
        (name === "graphology" ? graphologyPackage(bench, start, firstIds) : pythonPackage(name as "igraph", bench));
      packages.set(name, one);
      return one;
    },
  };
}

function caseOf({ name, run, within }: Row, rival: string, held: Held): BenchCase {
  let expected = 0;
  const { bench } = held.sides();
  return {
    name: `${name} · ${bench.name} · ${rival}`,
    rows: bench.sources.length,
    run: () => {
      expected = run(held.sides());
    },
    rival: {
      name: rival,
      run: async () => {
        const answer = await held.rival(rival).ask(name);
        mustAgree(`${name} of ${rival}`, expected, answer.result, within);
        return answer;
      },
    },
  };
}

function mustAgree(what: string, ours: number, theirs: number, within: number): void {
  if (Math.abs(ours - theirs) <= within * Math.abs(theirs)) return;
  // Of communities that are better than the other's nobody complains.
  if (within === 0.05 && ours > theirs) return;
  throw new Error(`Cannot compare ${what} as both sides must agree within ${within}: got ${ours}, theirs is ${theirs}`);
}

function busiest({ out, vertexCount }: Snapshot): number {
  let best = 0;
  const degree = (vertex: number): number => out.starts[vertex + 1]! - out.starts[vertex]!;
  for (let vertex = 1; vertex < vertexCount; vertex++) if (degree(vertex) > degree(best)) best = vertex;
  return best;
}

/** Modularity by one pass over the edges, as igraph does beside: ids are numbers of vertices. */
function quality({ vertexCount, sources, targets }: BenchGraph, communities: ArrayLike<number>): number {
  const ends = new Float64Array(vertexCount);
  let within = 0;
  for (let edge = 0; edge < sources.length; edge++) {
    const [one, other] = [communities[sources[edge]!]!, communities[targets[edge]!]!];
    ends[one]!++;
    ends[other]!++;
    if (one === other) within++;
  }
  const by = ends.reduce((sum, each) => sum + (each / (2 * sources.length)) ** 2, 0);
  return within / sources.length - by;
}

/** How many values are their own place. */
function ownNumbers(values: ArrayLike<number>): number {
  let count = 0;
  for (let at = 0; at < values.length; at++) if (values[at] === at) count++;
  return count;
}

function most(values: ArrayLike<number>): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) best = Math.max(best, values[at]!);
  return best;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at]!;
  return total;
}

function reached(distances: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < distances.length; at++)
    if (distances[at]! > 0 && distances[at]! < Number.POSITIVE_INFINITY) total += distances[at]!;
  return total;
}
