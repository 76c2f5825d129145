import type { VertexIds } from "../build/vertex-ids.ts";
import type { ComputeContext, ComputedVertex, SentEdge } from "./program.ts";
import type { StateArray } from "./state-kinds.ts";

/** The vertex and the edge that are at hand, and where what is asked of them stands. */
export interface Place {
  vertex: number;
  entry: number;
  changed: boolean;
  readonly ids: VertexIds;
  readonly starts: Uint32Array; // [vertices + 1]
  readonly neighbours: Uint32Array; // [entries]
  readonly arrays: readonly StateArray[];
}

const held = Symbol("place");

interface Held {
  readonly [held]: Place;
}

/** What vertices whose state has these names can be asked for: functions of their own would make the objects of each run a kind of their own. */
const known = new Map<string, PropertyDescriptorMap>();

/** One object for all vertices. */
export function vertexCursor(names: readonly string[], place: Place): ComputedVertex {
  const key = JSON.stringify(names);
  const properties = known.get(key) ?? propertiesOf(names);
  known.set(key, properties);
  const vertex = Object.defineProperty({}, held, { value: place });
  return Object.defineProperties(vertex, properties) as ComputedVertex;
}

function propertiesOf(names: readonly string[]): PropertyDescriptorMap {
  const properties: PropertyDescriptorMap = {
    id: asked(({ ids, vertex }) => ids.idOf(vertex)),
    number: asked(({ vertex }) => vertex),
    degree: asked(({ starts, vertex }) => starts[vertex + 1]! - starts[vertex]!),
  };
  for (const [at, name] of names.entries()) {
    properties[name] = {
      get(this: Held) {
        return this[held].arrays[at]![this[held].vertex];
      },
      set(this: Held, value: number) {
        const place = this[held];
        const values = place.arrays[at]!;
        const before = values[place.vertex];
        values[place.vertex] = value;
        if (values[place.vertex] !== before) place.changed = true;
      },
      enumerable: true,
    };
  }
  return properties;
}

function asked(get: (place: Place) => unknown): PropertyDescriptor {
  return {
    get(this: Held) {
      return get(this[held]);
    },
    enumerable: true,
  };
}

/** One object for all edges. */
export class EdgeCursor implements SentEdge<unknown> {
  readonly #place: Place;
  readonly #makeWeights: () => Float64Array;
  #weights: Float64Array | undefined;

  /** @param makeWeights The weight of each entry: as long as the graph, and seldom asked for. */
  constructor(place: Place, makeWeights: () => Float64Array) {
    this.#place = place;
    this.#makeWeights = makeWeights;
  }

  get weight(): number {
    this.#weights ??= this.#makeWeights();
    return this.#weights[this.#place.entry]!;
  }

  get to(): unknown {
    return this.#place.ids.idOf(this.#place.neighbours[this.#place.entry]!);
  }
}

type Calls = Pick<ComputeContext, "send" | "sendAlongEdges" | "add">;

/** What a superstep offers, one object for all: its functions may be taken out of it. */
export class Context implements ComputeContext {
  superstep = 0;
  aggregates: ComputeContext["aggregates"];
  readonly vertexCount: number;
  readonly edgeCount: number;
  readonly broadcast: ComputeContext["broadcast"];
  readonly send: Calls["send"];
  readonly sendAlongEdges: Calls["sendAlongEdges"];
  readonly add: Calls["add"];
  readonly #place: Place;

  constructor(
    place: Place,
    facts: Pick<ComputeContext, "vertexCount" | "edgeCount" | "broadcast" | "aggregates">,
    { send, sendAlongEdges, add }: Calls,
  ) {
    this.#place = place;
    this.vertexCount = facts.vertexCount;
    this.edgeCount = facts.edgeCount;
    this.broadcast = facts.broadcast;
    this.aggregates = facts.aggregates;
    this.send = send;
    this.sendAlongEdges = sendAlongEdges;
    this.add = add;
  }

  get changed(): boolean {
    return this.#place.changed;
  }
}
