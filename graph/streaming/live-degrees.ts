import { type ComingEdges, type LiveStart, type LiveTask, numbers, type RowChanges } from "../algorithm.ts";
import type { Degrees } from "../algorithms/degrees.ts";
import { ChangeList } from "./change-list.ts";
import { grownTo } from "./growing.ts";

interface SavedDegrees {
  readonly into: Float64Array;
  readonly out: Float64Array;
  readonly ends: Uint32Array;
}

/** Counts or sums of weights. A vertex whose last edge is taken back is gone, as if it had never come. */
export class LiveDegrees implements LiveTask<Degrees> {
  readonly #ids: LiveStart["ids"];
  readonly #directed: boolean;
  #into: Float64Array = new Float64Array(0);
  #out: Float64Array = new Float64Array(0);
  /** Ends of edges by vertex: 0 where it is not there. */
  #ends: Uint32Array = new Uint32Array(0);
  #toldInto: Float64Array = new Float64Array(0);
  #toldOut: Float64Array = new Float64Array(0);
  #wasThere: Uint8Array = new Uint8Array(0);
  #isTouched: Uint8Array = new Uint8Array(0);
  #touched: number[] = [];
  readonly #listInto = new ChangeList();
  readonly #listOut = new ChangeList();

  constructor({ ids, directed, saved }: LiveStart) {
    this.#ids = ids;
    this.#directed = directed;
    if (saved !== undefined) this.#restore(saved as SavedDegrees);
  }

  add({ count, sources, targets, weights, removed }: ComingEdges): void {
    this.#grow();
    for (let edge = 0; edge < count; edge++) {
      const isRemoved = removed?.[edge] === 1;
      const by = (isRemoved ? -1 : 1) * (weights === undefined ? 1 : weights[edge]!);
      const [source, target] = [sources[edge]!, targets[edge]!];
      this.#out[source]! += by;
      this.#into[target]! += by;
      this.#count(source, isRemoved);
      this.#count(target, isRemoved);
    }
  }

  changes(): RowChanges<Degrees> {
    const [into, out] = [this.#listInto, this.#listOut];
    into.clear();
    out.clear();
    for (const vertex of this.#touched) {
      this.#isTouched[vertex] = 0;
      const [was, is] = [this.#wasThere[vertex] === 1, this.#ends[vertex]! > 0];
      if (!is) this.#forget(vertex);
      const isSame = this.#into[vertex] === this.#toldInto[vertex] && this.#out[vertex] === this.#toldOut[vertex];
      if (was === is && (isSame || !is)) continue;
      put(into, vertex, was, is, this.#toldInto[vertex]!, this.#into[vertex]!);
      put(out, vertex, was, is, this.#toldOut[vertex]!, this.#out[vertex]!);
      this.#tell(vertex);
    }
    this.#touched = [];
    return {
      kinds: into.kinds,
      vertices: into.vertices,
      columns: degreeColumns(into.values, out.values, this.#directed),
    };
  }

  save(): SavedDegrees {
    const { count } = this.#ids;
    return { into: this.#into.slice(0, count), out: this.#out.slice(0, count), ends: this.#ends.slice(0, count) };
  }

  #count(vertex: number, isRemoved: boolean): void {
    if (isRemoved && this.#ends[vertex] === 0) throw this.#neverCame(vertex);
    this.#ends[vertex]! += isRemoved ? -1 : 1;
    if (this.#isTouched[vertex] === 1) return;
    this.#isTouched[vertex] = 1;
    this.#touched.push(vertex);
  }

  #neverCame(vertex: number): Error {
    return new RangeError(
      `Cannot take an edge back in degrees as it must have come: got one of ${String(this.#ids.idOf(vertex))}, which has none left; ` +
        "look at what gives the changelog of edges",
    );
  }

  /** What is left of sums of weights by rounding. */
  #forget(vertex: number): void {
    this.#into[vertex] = 0;
    this.#out[vertex] = 0;
  }

  #tell(vertex: number): void {
    this.#wasThere[vertex] = this.#ends[vertex]! > 0 ? 1 : 0;
    this.#toldInto[vertex] = this.#into[vertex]!;
    this.#toldOut[vertex] = this.#out[vertex]!;
  }

  #grow(): void {
    const { count } = this.#ids;
    this.#into = grownTo(this.#into, count);
    this.#out = grownTo(this.#out, count);
    this.#ends = grownTo(this.#ends, count);
    this.#toldInto = grownTo(this.#toldInto, count);
    this.#toldOut = grownTo(this.#toldOut, count);
    this.#wasThere = grownTo(this.#wasThere, count);
    this.#isTouched = grownTo(this.#isTouched, count);
  }

  #restore({ into, out, ends }: SavedDegrees): void {
    this.#grow();
    this.#into.set(into);
    this.#out.set(out);
    this.#ends.set(ends);
    for (let vertex = 0; vertex < ends.length; vertex++) this.#tell(vertex);
  }
}

function degreeColumns(into: Float64Array, out: Float64Array, directed: boolean): RowChanges<Degrees>["columns"] {
  const degree = numbers(into.map((sum, at) => sum + out[at]!));
  if (!directed) return { degree, inDegree: degree, outDegree: degree };
  return { degree, inDegree: numbers(into), outDegree: numbers(out) };
}

function put(list: ChangeList, vertex: number, was: boolean, is: boolean, before: number, now: number): void {
  if (was && is) list.update(vertex, before, now);
  else if (is) list.insert(vertex, now);
  else list.delete(vertex, before);
}
