/** What is known of a graph whose edges come one after the other, whatever their direction. */
export interface GrowingGraph {
  /** Adds an edge between two vertices by their numbers. */
  add(one: number, other: number): void;
  /** Those that an edge was added to. */
  readonly vertices: number;
  readonly components: number;
  readonly triangles: number;
  readonly bipartite: boolean;
}

/**
 * Components and sides by union-find, triangles by the neighbours that both ends have in common. O(α(vertices) + fewer neighbours of
 * both ends) an edge.
 */
export function growingGraph(): GrowingGraph {
  const neighbours: Set<number>[] = [];
  const sides = sidesOfParts();
  let [vertices, components, triangles, bipartite] = [0, 0, 0, true];
  /** Numbers may come in another order than vertices are met. */
  const meet = (vertex: number): void => {
    if (neighbours[vertex] !== undefined) return;
    sides.meet(vertex);
    neighbours[vertex] = new Set();
    vertices++;
    components++;
  };
  return {
    add: (one, other) => {
      meet(one);
      meet(other);
      const met = sides.unite(one, other);
      if (met === "two parts") components--;
      if (met === "one side") bipartite = false;
      if (one === other || neighbours[one]!.has(other)) return;
      triangles += shared(neighbours[one]!, neighbours[other]!);
      neighbours[one]!.add(other);
      neighbours[other]!.add(one);
    },
    get vertices() {
      return vertices;
    },
    get components() {
      return components;
    },
    get triangles() {
      return triangles;
    },
    get bipartite() {
      return bipartite;
    },
  };
}

function shared(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  let count = 0;
  for (const vertex of few) if (many.has(vertex)) count++;
  return count;
}

interface Sides {
  meet(vertex: number): void;
  /** What the ends of an edge were before it: in two parts, on one side of a part, or on two. */
  unite(one: number, other: number): "two parts" | "one side" | "two sides";
}

/** Union-find in which each vertex knows whether it is on the side of the one above it. */
function sidesOfParts(): Sides {
  let [parents, isOther] = [new Uint32Array(1024), new Uint8Array(1024)];
  const rootOf = (vertex: number): readonly [root: number, side: number] => {
    let [at, side] = [vertex, 0];
    while (parents[at] !== at) {
      const above = parents[at]!;
      // Halves the path: what was two above is one above, on the side that both steps say; a root is on its own.
      isOther[at]! ^= isOther[above]!;
      parents[at] = parents[above]!;
      side ^= isOther[at]!;
      at = parents[at]!;
    }
    return [at, side];
  };
  return {
    meet: (vertex) => {
      while (parents.length <= vertex) {
        [parents, isOther] = [
          grown(parents, new Uint32Array(2 * parents.length)),
          grown(isOther, new Uint8Array(2 * parents.length)),
        ];
      }
      parents[vertex] = vertex;
    },
    unite: (one, other) => {
      const [[first, side], [second, otherSide]] = [rootOf(one), rootOf(other)];
      if (first === second) return side === otherSide ? "one side" : "two sides";
      parents[second] = first;
      isOther[second] = side ^ otherSide ^ 1;
      return "two parts";
    },
  };
}

function grown<Values extends Uint32Array | Uint8Array>(old: Values, next: Values): Values {
  next.set(old);
  return next;
}
