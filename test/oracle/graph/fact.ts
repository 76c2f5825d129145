import { from } from "../../../core/mod.ts";
import { type Graph, graph } from "../../../graph/mod.ts";
import type { OracleResult } from "../result.ts";
import type { Fact, FactGraph } from "./file.ts";
import { isNear, type Replay } from "./replay.ts";
import { centrality } from "./replays/centrality.ts";
import { communities } from "./replays/communities.ts";
import { components } from "./replays/components.ts";
import { flows } from "./replays/flows.ts";
import { paths } from "./replays/paths.ts";
import { similarity } from "./replays/similarity.ts";
import { streams } from "./replays/streams.ts";
import { structure } from "./replays/structure.ts";

/** How each algorithm that there is gives what a fact says; those of other names are not yet supported. */
const replays: Readonly<Record<string, Replay>> = {
  ...structure,
  ...paths,
  ...centrality,
  ...components,
  ...flows,
  ...similarity,
  ...communities,
};

/** One fact through the public API. */
export async function replayFact(fact: Fact, given: FactGraph | undefined): Promise<OracleResult> {
  const { id, expected, algorithm, tolerance } = fact;
  const stream = streams[algorithm];
  const replay = replays[algorithm];
  if (given === undefined || (replay === undefined && stream === undefined)) {
    return { id, expected, got: "not yet supported", passed: false };
  }
  const got = stream !== undefined ? await stream(given, fact) : await replay!(graphOf(partOf(given, fact)), fact);
  return { id, expected, got, passed: isNear(expected, got, tolerance) };
}

function graphOf({ edges, n, directed }: FactGraph): Graph<number> {
  return graph({
    edges: from(edges.map(([source, target, weight = 1]) => ({ source: source!, target: target!, weight }))),
    source: "source",
    target: "target",
    weight: "weight",
    vertices: from(Array.from({ length: n }, (_, id) => ({ id }))),
    id: "id",
    directed,
  });
}

/** The fact about antichains is one of the vertices 0 … 13 and the edges among them. */
function partOf(given: FactGraph, { algorithm }: Fact): FactGraph {
  if (algorithm !== "antichainsMaxWidth") return given;
  return { ...given, n: 14, edges: given.edges.filter(([source, target]) => source! < 14 && target! < 14) };
}
