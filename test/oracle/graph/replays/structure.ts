import { column, type Replay, single } from "../replay.ts";

/** Sizes, degrees, triangles, cores. */
export const structure: Readonly<Record<string, Replay>> = {
  size: async (one) => {
    const { vertices, edges, density } = await single(one.graphMetrics());
    return { n: vertices, m: edges, density };
  },
  degree: (one) => column(one.degrees(), "degree"),
  weightedDegree: (one) => column(one.degrees({ weights: "use" }), "degree"),
  inOutDegree: async (one) => {
    const [into, out] = [await column(one.degrees(), "inDegree"), await column(one.degrees(), "outDegree")];
    return into.map((degree, vertex) => [degree, out[vertex]]);
  },
  triangles: (one) => column(one.triangles(), "triangles"),
  triangleCount: async (one) => (await single(one.transitivity())).triangles,
  transitivity: async (one) => (await single(one.transitivity())).transitivity,
  clustering: (one) => column(one.localClustering(), "coefficient"),
  directedClustering: (one) => column(one.localClustering({ convention: "NetworkX" }), "coefficient"),
  averageClustering: async (one) => (await single(one.transitivity())).averageClustering,
  coreness: (one) => column(one.coreNumbers(), "core"),
  ktruss: async (one, { expected }) => {
    const trusses = await one.kTruss().collect();
    const sizes = Object.keys(expected as object).map((k) => [
      k,
      trusses.filter(({ truss }) => truss >= Number(k)).length,
    ]);
    return Object.fromEntries(sizes);
  },
};
