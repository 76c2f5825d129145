import { type Clock, monotonicClock } from "../../core/mod.ts";
import { type TwinName, twinNames, Workspace } from "./workspace.ts";

/** Graphs of fewer edges are done before WebAssembly has begun, and would each hold address space for a memory of its own. */
const fewEdges = 2 ** 17;

/** A place for the arrays of a graph with so many edges, and the kernels that were faster when they were measured here. */
export function workspaceFor(edgeCount: number): Workspace {
  if (edgeCount < fewEdges) return Workspace.ofJavaScript();
  known ??= fasterInWasm(monotonicClock);
  return Workspace.of(known);
}

/** Measured once, when the first large graph comes. */
let known: ReadonlySet<TwinName> | undefined;

/** The kernels that are faster in WebAssembly on this machine, by this clock. */
export function fasterInWasm(clock: Clock): ReadonlySet<TwinName> {
  const [wasm, javascript] = [trialsIn(Workspace.of(new Set(twinNames))), trialsIn(Workspace.ofJavaScript())];
  return new Set(twinNames.filter((name) => fastest(wasm[name], clock) < doubt * fastest(javascript[name], clock)));
}

const vertexCount = 2 ** 11;
const perVertex = 8;
const trials = 8;
/** Runs of microseconds beside other work differ by so much; over large graphs kernels in WebAssembly gain more than over this one. */
const doubt = 1.25;

/** Milliseconds of the best of some runs: the first ones are for the compilers. */
function fastest(run: () => void, clock: Clock): number {
  let best = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < trials; trial++) {
    const start = clock.nowMs();
    run();
    best = Math.min(best, clock.nowMs() - start);
  }
  return best;
}

type Trials<Name extends TwinName> = Readonly<Record<Name, () => void>>;

/** Each kernel over a graph like a random one. */
function trialsIn(work: Workspace): Trials<TwinName> {
  const [starts, neighbours] = [work.uint32(vertexCount + 1), work.uint32(perVertex * vertexCount)];
  for (let vertex = 0; vertex <= vertexCount; vertex++) starts[vertex] = perVertex * vertex;
  for (let entry = 0; entry < neighbours.length; entry++) neighbours[entry] = Math.imul(entry, 2_654_435_761) >>> 21;
  const graph = { work, starts, neighbours };
  const [marks, counts] = [work.uint32(vertexCount), work.float64(vertexCount)];
  return {
    ...rankTrials(graph),
    ...componentTrials(graph),
    ...distanceTrials(graph),
    ...communityTrials(graph),
    ...betweennessTrial(graph),
    ...rowTrials(graph),
    countTriangles: () => work.run("countTriangles", starts, neighbours, 0, vertexCount, marks.fill(0), counts),
  };
}

interface TrialGraph {
  readonly work: Workspace;
  readonly starts: Uint32Array;
  readonly neighbours: Uint32Array;
}

function rankTrials({ work, starts, neighbours }: TrialGraph): Trials<"rankShares" | "gatherRanks" | "reorderRows"> {
  const all = vertexCount;
  const [ranks, shares, jumps, next] = [0, 0, 0, 0].map(() => work.float64(all).fill(1 / all));
  const [places, order, newStarts] = [work.uint32(all), work.uint32(all), work.uint32(all + 1)];
  const newNeighbours = work.uint32(neighbours.length);
  for (let place = 0; place < all; place++) order[place] = (5 * place) % all;
  return {
    rankShares: () => work.run("rankShares", starts, ranks!, shares!, all),
    gatherRanks: () => work.run("gatherRanks", starts, neighbours, shares!, jumps!, 0.15, 0.85, ranks!, next!, all),
    reorderRows: () => work.run("reorderRows", starts, neighbours, places, order, newStarts, newNeighbours, all),
  };
}

function componentTrials({ work, starts, neighbours }: TrialGraph): Trials<"uniteEnds" | "uniteFirst" | "uniteOthers"> {
  const all = vertexCount;
  const parents = work.uint32(all);
  const alone = (): void => {
    for (let vertex = 0; vertex < all; vertex++) parents[vertex] = vertex;
  };
  return {
    uniteEnds: () => {
      alone();
      work.run("uniteEnds", neighbours, neighbours.subarray(1), 0, neighbours.length - 1, parents);
    },
    uniteFirst: () => {
      alone();
      work.run("uniteFirst", starts, neighbours, 2, 0, all, parents);
    },
    uniteOthers: () => {
      alone();
      work.run("uniteOthers", starts, neighbours, 0, all - 1, 0, all, parents);
    },
  };
}

function distanceTrials(graph: TrialGraph): Trials<"countEntries" | "findLevel" | "settleBuckets" | "visitLevel"> {
  const { work, starts, neighbours } = graph;
  const all = vertexCount;
  const [queue, distances] = [work.uint32(all), work.int32(all)];
  const [heads, lists] = [work.int32(64), [0, 0, 0].map(() => work.int32(all))];
  const [weights, distances64, state] = [work.float64(neighbours.length), work.float64(all), work.float64(4)];
  for (let entry = 0; entry < weights.length; entry++) weights[entry] = 1 + (entry % 60);
  return {
    visitLevel: () => {
      distances.fill(-1)[0] = 0;
      queue[0] = 0;
      for (let from = 0, to = 1, level = 1; from < to; level++) {
        const end = work.run("visitLevel", starts, neighbours, queue, from, to, level, distances);
        [from, to] = [to, end];
      }
    },
    findLevel: () => {
      distances.fill(-1, 1)[0] = 0;
      for (let level = 1; level < 4; level++)
        work.run("findLevel", starts, neighbours, queue, 0, level, distances, all);
    },
    settleBuckets: () => {
      for (const list of [heads, ...lists]) list!.fill(-1);
      distances64.fill(Number.POSITIVE_INFINITY)[0] = 0;
      heads[0] = 0;
      lists[2]![0] = 0;
      state.set([0, 0, 1, 0]);
      const [next, previous, places] = lists as [Int32Array, Int32Array, Int32Array];
      const of = [starts, neighbours, weights, distances64, heads, next, previous, places] as const;
      work.run("settleBuckets", ...of, heads.length, 1, state, all);
    },
    countEntries: () => work.run("countEntries", starts, queue, 0, all),
  };
}

function communityTrials({ work, starts, neighbours }: TrialGraph): Trials<"groupEntries" | "moveWaiting"> {
  const all = vertexCount;
  const [weights, strengths] = [work.float64(neighbours.length).fill(1), work.float64(all).fill(perVertex)];
  const [totals, sums, state] = [work.float64(all), work.float64(all), work.float64(3)];
  const [ring, communities, met, sizes, empty] = [0, 0, 0, 0, 0].map(() => work.uint32(all));
  const [waits, order, groups, groupStarts] = [work.uint8(all), work.uint32(all), work.uint32(all), work.uint32(all)];
  const [groupNeighbours, groupWeights] = [work.uint32(neighbours.length), work.float64(neighbours.length)];
  for (let vertex = 0; vertex < all; vertex++) {
    order[vertex] = vertex;
    groups[vertex] = vertex >> 2;
  }
  const rows = [starts, neighbours, weights] as const;
  return {
    moveWaiting: () => {
      for (let vertex = 0; vertex < all; vertex++) ring![vertex] = communities![vertex] = vertex;
      totals.fill(perVertex);
      sizes!.fill(1);
      waits.fill(1);
      state.set([0, all, 0]);
      const of = [state, all, communities!, totals, sums, met!, sizes!, empty!, all] as const;
      work.run("moveWaiting", ...rows, strengths, perVertex * all, 1, ring!, waits, ...of);
    },
    groupEntries: () =>
      work.run("groupEntries", ...rows, groups, order, sums, groupStarts, groupNeighbours, groupWeights, all, all >> 2),
  };
}

function betweennessTrial({ work, starts, neighbours }: TrialGraph): Trials<"addBetweenness"> {
  const all = vertexCount;
  const [queue, distances] = [work.uint32(all + 1), work.int32(all).fill(-1)];
  const [paths, shares, centrality] = [work.float64(all), work.float64(all), work.float64(all)];
  const [farther, fartherStarts] = [work.uint32(neighbours.length + 1), work.uint32(all + 1)];
  const of = [starts, neighbours, 0, queue, distances, paths, shares, farther, fartherStarts, centrality] as const;
  return { addBetweenness: () => work.run("addBetweenness", ...of) };
}

function rowTrials({ work, neighbours }: TrialGraph): Trials<"countBothEnds" | "placeBothEntries"> {
  const edges = neighbours.length - 1;
  const ends = [neighbours, neighbours.subarray(1)] as const;
  const [free, placed] = [work.uint32(vertexCount + 1), work.uint32(2 * edges)];
  return {
    countBothEnds: () => work.run("countBothEnds", ...ends, free.fill(0), edges),
    placeBothEntries: () => {
      for (let vertex = 0; vertex < vertexCount; vertex++) free[vertex] = perVertex * vertex;
      work.run("placeBothEntries", ...ends, free, placed, edges);
    },
  };
}
