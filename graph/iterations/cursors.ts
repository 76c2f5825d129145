import type { VertexIds } from "../build/vertex-ids.ts";
import { shown } from "../checks.ts";
import type { ComputeContext, ComputedVertex, SentEdge } from "./program.ts";
import { isKept, noVertex, rangeOf, type StateArray, type StateKind } from "./state-kinds.ts";

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

type Kind = StateKind<unknown>["kind"];

const held = Symbol("place");

interface Held {
  readonly [held]: Place;
}

/** What vertices whose state has these names and kinds can be asked for: functions of their own would make the objects of each run a kind of their own. */
const known = new Map<string, PropertyDescriptorMap>();

/** One object for all vertices. */
export function vertexCursor(state: Readonly<Record<string, StateKind<unknown>>>, place: Place): ComputedVertex {
  const kinds = Object.entries(state).map(([name, { kind }]) => [name, kind] as const);
  const key = JSON.stringify(kinds);
  const properties = known.get(key) ?? propertiesOf(kinds);
  known.set(key, properties);
  const vertex = Object.defineProperty({}, held, { value: place });
  // What is set and is no state would be that of all vertices.
  return Object.preventExtensions(Object.defineProperties(vertex, properties)) as ComputedVertex;
}

function propertiesOf(kinds: readonly (readonly [name: string, kind: Kind])[]): PropertyDescriptorMap {
  // Without a prototype, as a state may be called "__proto__".
  const properties: PropertyDescriptorMap = Object.assign(Object.create(null), {
    id: asked(({ ids, vertex }) => ids.idOf(vertex)),
    number: asked(({ vertex }) => vertex),
    degree: asked(({ starts, vertex }) => starts[vertex + 1]! - starts[vertex]!),
  });
  for (const [at, [name, kind]] of kinds.entries()) {
    properties[name] = {
      get(this: Held) {
        return this[held].arrays[at]![this[held].vertex];
      },
      set(this: Held, value: number) {
        const place = this[held];
        if (kind !== "f64" && !isState(kind, value, place)) throw new RangeError(notState(name, kind, value, place));
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

/** Whether vertices can have a value as it is: an array would make another one of it. */
function isState(kind: Kind, value: number, { starts }: Place): boolean {
  return isKept(kind, value) && (kind !== "vertex" || value < starts.length - 1 || value === noVertex);
}

function notState(name: string, kind: Kind, value: unknown, { starts }: Place): string {
  const got = shown(value);
  if (kind !== "vertex")
    return `Cannot set ${name} as it must be ${rangeOf(kind)}: got ${got}; round it, or keep it as f64()`;
  return `Cannot set ${name} as it must be the number of one of ${starts.length - 1} vertices, from 0: got ${got}; set it to v.number of a vertex (not its id), or noVertex for none`;
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
