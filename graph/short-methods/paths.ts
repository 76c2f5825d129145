import { type BfsOptions, bfs } from "../algorithms/bfs.ts";
import { type SsspOptions, sssp } from "../algorithms/sssp.ts";
import type { Makers, PerVertex } from "./rows.ts";

/** Ways through a graph, and how long they are. */
export interface PathMethods<Id, Name extends string> {
  /** As `apply(bfs(options))`. */
  bfs(options: BfsOptions<Id>): PerVertex<Id, Name, { distance: number | null }>;
  /** As `apply(sssp(options))`. */
  sssp(options: SsspOptions<Id>): PerVertex<Id, Name, { distance: number | null }>;
}

export const pathMethods: Makers<PathMethods<never, never>> = { bfs, sssp };
