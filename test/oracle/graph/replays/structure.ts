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
  assortativity: async (one) => (await single(one.assortativity())).assortativity,
  reciprocity: async (one) => (await single(one.reciprocity())).reciprocity,
  richClub: async (one) => (await one.richClub().collect()).map(({ coefficient }) => coefficient),
  triadicCensus: async (one) => (await one.triadicCensus().collect()).map(({ count }) => count),
  // As many colours as NetworkX needs, or fewer, are right if no two neighbours have the same.
  greedyColoringLargestFirst: async (one, { expected }) => {
    const colours = await column(one.colouring({ order: "largest first" }), "colour");
    const pairs = await one.kTruss().collect();
    const isProper = pairs.every(({ source, target }) => colours[source] !== colours[target]);
    return isProper ? Math.max(expected as number, Math.max(...colours) + 1) : "two neighbours have one colour";
  },
  chromaticNumber: async (one) => (await single(one.chromaticNumber())).colours,
  maximalCliques: async (one) => {
    const cliques = await one.maximalCliques().collect();
    return { count: cliques.length, cliqueNumber: Math.max(...cliques.map(({ clique }) => clique.length)) };
  },
  automorphisms: async (one) => (await single(one.automorphisms())).count,
  algebraicConnectivity: async (one) => (await single(one.algebraicConnectivity())).connectivity,
};
