import { column, type Replay, single } from "../replay.ts";

/** Ways and distances. */
export const paths: Readonly<Record<string, Replay>> = {
  bfsDistances: (one, { params }) => column(one.bfs({ from: params.source as number }), "distance"),
  shortestPath: async (one, { params }) =>
    (await column(one.bfs({ from: params.source as number }), "distance"))[params.target as number],
  kShortestPaths: async (one, { params }) => {
    const [from, to] = [params.source as number, params.target as number];
    const paths = await one.kShortestPaths({ from, to, k: params.k as number }).collect();
    return paths.map(({ length }) => length);
  },
  dijkstraPath: async (one, { params }) => {
    const [from, to] = [params.source as number, params.target as number];
    const steps = await one.shortestPath({ from, to }).collect();
    return steps.at(-1)?.distance ?? null;
  },
  sssp: (one, { params }) => column(one.sssp({ from: params.source as number }), "distance"),
  eccentricity: (one) => column(one.eccentricity(), "eccentricity"),
  diameterRadius: async (one) => {
    const { diameter, radius } = await single(one.distanceMetrics());
    const eccentricities = await column(one.eccentricity(), "eccentricity");
    const at = (value: number | null): number[] =>
      eccentricities.flatMap((eccentricity, vertex) => (eccentricity === value ? [vertex] : []));
    return { diameter, radius, center: at(radius), periphery: at(diameter) };
  },
  averageShortestPath: async (one) => (await single(one.distanceMetrics())).averageDistance,
};
