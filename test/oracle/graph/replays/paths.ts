import { column, type Replay } from "../replay.ts";

/** Ways and distances. */
export const paths: Readonly<Record<string, Replay>> = {
  bfsDistances: (one, { params }) => column(one.bfs({ from: params.source as number }), "distance"),
  shortestPath: async (one, { params }) =>
    (await column(one.bfs({ from: params.source as number }), "distance"))[params.target as number],
  sssp: (one, { params }) => column(one.sssp({ from: params.source as number }), "distance"),
};
