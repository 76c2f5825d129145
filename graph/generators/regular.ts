import { checkOptions } from "../../core/mod.ts";
import { demand } from "../checks.ts";
import type { Graph } from "../graph.ts";
import { demandCount, demandEdges, madeGraph } from "./made-graph.ts";

/**
 * Vertices without edges: 0 … count − 1, as of all generated graphs.
 *
 * @example
 * ```ts
 * import { emptyGraph } from "millrace/graph";
 * console.log(await emptyGraph(3).graphMetrics().collect()); // { vertices: 3, edges: 0, … }
 * ```
 */
export function emptyGraph(vertices: number): Graph<number> {
  demandCount(vertices, 0, "number of vertices", "emptyGraph");
  return madeGraph(vertices, 0, () => [0, 0]);
}

/**
 * Every pair of vertices is one edge.
 *
 * @example
 * ```ts
 * import { completeGraph } from "millrace/graph";
 * console.log(await completeGraph(5).chromaticNumber().collect()); // { colours: 5 }
 * ```
 */
export function completeGraph(vertices: number): Graph<number> {
  demandCount(vertices, 0, "number of vertices", "completeGraph");
  return madeGraph(vertices, (vertices * (vertices - 1)) / 2, (edge) => {
    // Edges up to row r are r · (r − 1) / 2: the row is what that is solved for, and the next one where roots round up.
    const guess = Math.floor((1 + Math.sqrt(1 + 8 * edge)) / 2);
    const row = (guess * (guess - 1)) / 2 > edge ? guess - 1 : guess;
    return [edge - (row * (row - 1)) / 2, row];
  });
}

/**
 * A path of all vertices in their order.
 *
 * @example
 * ```ts
 * import { pathGraph } from "millrace/graph";
 * console.log((await pathGraph(4).distanceMetrics().collect())[0]!.diameter); // 3
 * ```
 */
export function pathGraph(vertices: number): Graph<number> {
  demandCount(vertices, 1, "number of vertices", "pathGraph");
  return madeGraph(vertices, vertices - 1, (edge) => [edge, edge + 1]);
}

/**
 * A ring of all vertices in their order, of three at least.
 *
 * @example
 * ```ts
 * import { cycleGraph } from "millrace/graph";
 * console.log((await cycleGraph(6).distanceMetrics().collect())[0]!.diameter); // 3
 * ```
 */
export function cycleGraph(vertices: number): Graph<number> {
  demandCount(vertices, 3, "number of vertices", "cycleGraph");
  return madeGraph(vertices, vertices, (edge) => [edge, (edge + 1) % vertices]);
}

/**
 * Vertex 0 with an edge to each other one.
 *
 * @example
 * ```ts
 * import { starGraph } from "millrace/graph";
 * console.log((await starGraph(4).degrees().collect())[0]); // { id: 0, degree: 3, … }
 * ```
 */
export function starGraph(vertices: number): Graph<number> {
  demandCount(vertices, 1, "number of vertices", "starGraph");
  return madeGraph(vertices, vertices - 1, (edge) => [0, edge + 1]);
}

/**
 * So many pairs of vertices with an edge between them, and none else.
 *
 * @example
 * ```ts
 * import { singletonEdgesGraph } from "millrace/graph";
 * console.log((await singletonEdgesGraph(3).maximumMatching().collect()).length); // 6, all of them matched
 * ```
 */
export function singletonEdgesGraph(pairs: number): Graph<number> {
  demandCount(pairs, 0, "number of pairs", "singletonEdgesGraph");
  return madeGraph(2 * pairs, pairs, (edge) => [2 * edge, 2 * edge + 1]);
}

/**
 * The corners of a cube of so many dimensions: 2 ** dimensions vertices, with an edge where one bit of their numbers differs.
 *
 * @example
 * ```ts
 * import { hypercubeGraph } from "millrace/graph";
 * console.log((await hypercubeGraph(3).graphMetrics().collect())[0]!.edges); // 12
 * ```
 */
export function hypercubeGraph(dimensions: number): Graph<number> {
  demandCount(dimensions, 0, "number of dimensions", "hypercubeGraph");
  const half = 2 ** dimensions / 2;
  return madeGraph(2 ** dimensions, dimensions * half, (edge) => {
    const bit = 2 ** Math.floor(edge / half);
    const rest = edge % half;
    const source = Math.floor(rest / bit) * 2 * bit + (rest % bit);
    return [source, source + bit];
  });
}

/**
 * Each vertex with an edge to those so far behind it in a ring: `circulantGraph(n, [1])` is a cycle.
 *
 * @example
 * ```ts
 * import { circulantGraph } from "millrace/graph";
 * console.log((await circulantGraph(7, [1, 2]).degrees().collect())[0]!.degree); // 4
 * ```
 */
export function circulantGraph(vertices: number, offsets: readonly number[]): Graph<number> {
  demandCount(vertices, 1, "number of vertices", "circulantGraph");
  demand(Array.isArray(offsets), {
    doing: "make a graph in circulantGraph",
    as: "its offsets must be an array",
    got: offsets,
    remedy: "write for instance circulantGraph(7, [1, 2])",
  });
  for (const offset of offsets) demandCount(offset, 1, "offset", "circulantGraph");
  const ways = offsets.map((offset) => Math.min(offset % vertices, vertices - (offset % vertices)));
  const distinct = [...new Set(ways)].filter((way) => way > 0);
  // What is half the ring away is so from both ends.
  const halves = distinct.filter((way) => 2 * way === vertices);
  const whole = distinct.filter((way) => 2 * way !== vertices);
  const edges = whole.length * vertices + (halves.length * vertices) / 2;
  return madeGraph(vertices, edges, (edge) => {
    const way = whole[Math.floor(edge / vertices)] ?? halves[0]!;
    return [edge % vertices, ((edge % vertices) + way) % vertices];
  });
}

/**
 * Each vertex with an edge to so many of those opposite of it in a ring: far ones are near one another (Gelly's echo graph). One of
 * `vertices` and `degree` must be even and the other odd, as those opposite lie evenly on both sides.
 *
 * @example
 * ```ts
 * import { echoGraph } from "millrace/graph";
 * console.log((await echoGraph(13, 2).degrees().collect())[0]!.degree); // 2: those 6 and 7 away
 * ```
 */
export function echoGraph(vertices: number, degree: number): Graph<number> {
  demandCount(vertices, 1, "number of vertices", "echoGraph");
  demandCount(degree, 1, "degree", "echoGraph");
  const remedy = "add one to either";
  const doing = "make a graph in echoGraph";
  demand((vertices + degree) % 2 === 1, {
    doing,
    as: "one of its vertices and its degree must be even, and the other odd",
    got: [vertices, degree],
    remedy,
  });
  demand(degree < vertices, {
    doing,
    as: "its degree must be below the number of vertices",
    got: degree,
    remedy: "use a smaller one",
  });
  demandEdges((vertices * degree) / 2);
  const first = (vertices - degree + 1) / 2;
  return circulantGraph(
    vertices,
    Array.from({ length: degree }, (_, at) => first + at),
  );
}

/** How long a grid is in one direction, and whether its ends meet. */
export interface GridDimension {
  readonly size: number;
  /** Default "open". */
  readonly ends?: "open" | "meet";
}

/**
 * A grid of any number of dimensions: an edge between vertices that are one step apart in one of them. Vertices are numbered by the
 * last dimension first.
 *
 * @example
 * ```ts
 * import { gridGraph } from "millrace/graph";
 * const torus = gridGraph([{ size: 4, ends: "meet" }, { size: 5, ends: "meet" }]);
 * console.log((await torus.degrees().collect())[0]!.degree); // 4
 * ```
 */
export function gridGraph(dimensions: readonly GridDimension[]): Graph<number> {
  demand(Array.isArray(dimensions), {
    doing: "make a graph by gridGraph",
    as: "its dimensions must be an array",
    got: typeof dimensions,
    remedy: "write for instance gridGraph([{ size: 4 }, { size: 5 }])",
  });
  for (const dimension of dimensions) {
    checkOptions(dimension, { size: "a number", ends: ["open", "meet"] }, "gridGraph");
    demandCount(dimension.size, 1, "size of a dimension", "gridGraph");
  }
  const vertices = dimensions.reduce((count, { size }) => count * size, 1);
  let stride = vertices;
  const ways = dimensions.map(({ size, ends = "open" }) => {
    stride /= size;
    // Two that meet at both sides would be two edges.
    const steps = ends === "meet" && size > 2 ? size : size - 1;
    return { size, stride, edges: (vertices / size) * steps, steps };
  });
  const edges = ways.reduce((count, way) => count + way.edges, 0);
  return madeGraph(vertices, edges, (edge) => {
    let rest = edge;
    const way = ways.find((each) => {
      if (rest < each.edges) return true;
      rest -= each.edges;
      return false;
    })!;
    const [line, step] = [Math.floor(rest / way.steps), rest % way.steps];
    const first = Math.floor(line / way.stride) * way.stride * way.size + (line % way.stride);
    return [first + step * way.stride, first + ((step + 1) % way.size) * way.stride];
  });
}
