import { type KeySpace, readValue } from "../../core/mod.ts";
import { IdIndex } from "../build/vertex-ids.ts";
import { Workspace } from "../build/workspace.ts";
import { Chunks, type Order, type SharedIteration } from "./chunks.ts";
import { Computing } from "./computing.ts";
import type { Program } from "./program.ts";

/** What the other threads of an iteration are told: what they share, what is to be done, and that all is over. */
export type CrewMessage = { readonly begin: SharedIteration } | { readonly order: Order } | { readonly over: true };

/**
 * What a thread does for an iteration whose vertices are in another: chunks of supersteps that nobody has taken yet. An order that
 * is heard of when all of its chunks are taken is done with.
 */
export function assistant(program: Program, keys: KeySpace): (message: unknown) => void {
  let chunks: Chunks | undefined;
  return (message) => {
    const heard = message as CrewMessage;
    if ("begin" in heard) chunks = chunksOf(heard.begin, program, keys);
    else if ("over" in heard) chunks = undefined;
    // The last ones first: whoever asked begins with the first.
    else for (let chunk = heard.order.bounds.length - 2; chunk > 0; chunk--) chunks?.try(heard.order, chunk);
  };
}

function chunksOf(shared: SharedIteration, program: Program, keys: KeySpace): Chunks {
  const { entries, weights, edgeCount, arrays } = shared;
  const ids = new IdIndex(keys);
  ids.restore(shared.ids);
  const graph = {
    ids,
    vertexCount: ids.count,
    edgeCount,
    entries,
    weights: () => weights ?? new Float64Array(entries.neighbours.length).fill(1),
  };
  const broadcast = shared.broadcast.map(([name, bytes]) => [name, readValue({ bytes, at: 0 })]);
  const computing = new Computing(graph, program, arrays, Object.fromEntries(broadcast));
  return new Chunks(shared, program, computing, { out: entries, in: entries, work: Workspace.ofJavaScript() });
}
