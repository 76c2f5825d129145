import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sample } from "../case.ts";
import { pythonProcess } from "../python.ts";
import type { BenchGraph } from "./graphs.ts";

/** What another package took for an algorithm, and one number of its result. */
export type Answer = Sample & { readonly result: number };

/** Another package that holds a graph. */
export interface Package {
  ask(algorithm: string): Promise<Answer>;
}

/** Packages that users bring along, beside those of test/interop. */
const interop = createRequire(new URL("../../interop/package.json", import.meta.url));

function packages(path: string): unknown {
  try {
    return interop(path);
  } catch (cause) {
    throw new Error(`Cannot measure graphology as ${path} must be there: got none; run npm install in test/interop`, {
      cause,
    });
  }
}

/** networkx or igraph in a process of its own, which ends with this one. `MILLRACE_PYTHON` names a Python that has them. */
export function pythonPackage(name: "networkx" | "igraph", graph: BenchGraph): Package {
  let running: Promise<(line: string) => Promise<string>> | undefined;
  return {
    ask: async (algorithm) => {
      running ??= started(name, graph);
      return JSON.parse(await (await running)(algorithm)) as Answer;
    },
  };
}

async function started(name: string, graph: BenchGraph): Promise<(line: string) => Promise<string>> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-graph-"));
  for (const column of ["sources", "targets", "weights"] as const) writeFileSync(join(folder, column), graph[column]);
  const ask = await pythonProcess({
    name,
    script: fileURLToPath(new URL("packages.py", import.meta.url)),
    arguments: [name, folder, String(graph.vertexCount)],
    packages: "networkx igraph",
  });
  rmSync(folder, { recursive: true });
  return ask;
}

interface Graphology {
  readonly order: number;
  edge(one: string, other: string): string;
  getEdgeAttribute(edge: string, name: string): number;
  addNode(id: number): void;
  addEdge(one: number, other: number, attributes: object): void;
  readonly size: number;
}

type Call = (graph: Graphology, ...args: never[]) => unknown;

/** graphology in this process. */
export function graphologyPackage(bench: BenchGraph, start: number, firstIds: readonly number[]): Package {
  const built = (): Graphology => graphologyOf(bench);
  let graph: Graphology | undefined;
  const call = (path: string): Call => packages(path) as Call;
  // A function says the number behind the measured time.
  const algorithms: Readonly<Record<string, (of: Graphology) => number | (() => number)>> = {
    build: () => built().size,
    pageRank: (of) =>
      // It multiplies its tolerance by the number of vertices.
      most(
        call("graphology-metrics/centrality/pagerank")(of, {
          getEdgeWeight: null,
          tolerance: 1e-9 / bench.vertexCount,
        } as never),
      ),
    bfs: (of) => {
      const { singleSourceLength } = packages("graphology-shortest-path/unweighted") as Record<string, Call>;
      return total(singleSourceLength!(of, start as never));
    },
    sssp: (of) => {
      const { singleSource } = packages("graphology-shortest-path/dijkstra") as Record<string, Call>;
      const paths = singleSource!(of, ...([start, "weight"] as never[])) as Record<string, string[]>;
      return () => Object.values(paths).reduce((sum, path) => sum + lengthOf(of, path), 0);
    },
    betweenness: (of) => most(betweennessFrom(of, firstIds)),
    components: (of) => {
      const { countConnectedComponents } = packages("graphology-components") as Record<string, Call>;
      return countConnectedComponents!(of) as number;
    },
    louvain: (of) => {
      const louvain = packages("graphology-communities-louvain") as { detailed: Call };
      return (louvain.detailed(of, { getEdgeWeight: null } as never) as { modularity: number }).modularity;
    },
  };
  return {
    ask: async (algorithm) => {
      graph ??= built();
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      const result = algorithms[algorithm]!(graph);
      const { user, system } = process.cpuUsage(cpu);
      const took = { cpuNs: 1000 * (user + system), wallNs: 1e6 * (performance.now() - wall) };
      return { ...took, result: typeof result === "number" ? result : result() };
    },
  };
}

function graphologyOf({ vertexCount, sources, targets, weights }: BenchGraph): Graphology {
  const { UndirectedGraph } = packages("graphology") as { UndirectedGraph: new () => Graphology };
  const graph = new UndirectedGraph();
  for (let vertex = 0; vertex < vertexCount; vertex++) graph.addNode(vertex);
  for (let edge = 0; edge < sources.length; edge++) {
    graph.addEdge(sources[edge]!, targets[edge]!, { weight: weights[edge]! });
  }
  return graph;
}

function most(values: unknown): number {
  return Object.values(values as Record<string, number>).reduce((a, b) => Math.max(a, b));
}

function total(values: unknown): number {
  return Object.values(values as Record<string, number>).reduce((a, b) => a + b, 0);
}

function lengthOf(graph: Graphology, path: readonly string[]): number {
  let length = 0;
  for (let at = 1; at < path.length; at++)
    length += graph.getEdgeAttribute(graph.edge(path[at - 1]!, path[at]!), "weight");
  return length;
}

/** As graphology-metrics has it for all vertices (its centrality/betweenness.js), from some: nodes are numbered as they were added. */
function betweennessFrom(graph: Graphology, sources: readonly number[]): Float64Array {
  const { createUnweightedIndexedBrandes } = packages("graphology-shortest-path/indexed-brandes") as {
    createUnweightedIndexedBrandes(
      of: Graphology,
    ): (source: number) => [stack: { size: number; pop(): number }, before: number[][], paths: Float64Array];
  };
  const search = createUnweightedIndexedBrandes(graph);
  const found = new Float64Array(graph.order);
  for (const source of sources) {
    const [stack, before, paths] = search(source);
    const shares = new Float64Array(graph.order);
    while (stack.size > 0) {
      const vertex = stack.pop();
      const share = (1 + shares[vertex]!) / paths[vertex]!;
      for (const other of before[vertex]!) shares[other]! += paths[other]! * share;
      if (vertex !== source) found[vertex]! += shares[vertex]! / 2;
    }
  }
  return found;
}
