import { compileWasm, type WasmInstance, type WasmModule } from "../../core/mod.ts";
import { countBothEnds, placeBothEntries } from "../kernels/adjacency.ts";
import { addBetweenness } from "../kernels/betweenness.ts";
import { countEntries, findLevel, visitLevel } from "../kernels/breadth-first.ts";
import { settleBuckets } from "../kernels/buckets.ts";
import { uniteEnds, uniteFirst, uniteOthers } from "../kernels/components.ts";
import { graphKernelsWasm } from "../kernels/graph-kernels.wasm.ts";
import { groupEntries, moveWaiting } from "../kernels/modularity.ts";
import { gatherRanks, rankShares, reorderRows } from "../kernels/page-rank.ts";
import { countTriangles } from "../kernels/triangles.ts";

interface Twins {
  readonly addBetweenness: typeof addBetweenness;
  readonly countBothEnds: typeof countBothEnds;
  readonly countEntries: typeof countEntries;
  readonly countTriangles: typeof countTriangles;
  readonly findLevel: typeof findLevel;
  readonly gatherRanks: typeof gatherRanks;
  readonly groupEntries: typeof groupEntries;
  readonly moveWaiting: typeof moveWaiting;
  readonly placeBothEntries: typeof placeBothEntries;
  readonly rankShares: typeof rankShares;
  readonly reorderRows: typeof reorderRows;
  readonly settleBuckets: typeof settleBuckets;
  readonly uniteEnds: typeof uniteEnds;
  readonly uniteFirst: typeof uniteFirst;
  readonly uniteOthers: typeof uniteOthers;
  readonly visitLevel: typeof visitLevel;
}

export type TwinName = keyof Twins;

/** Kernels that there are twice: in JavaScript, and by the same name in WebAssembly. */
const twins: Twins = {
  addBetweenness,
  countBothEnds,
  countEntries,
  countTriangles,
  findLevel,
  gatherRanks,
  groupEntries,
  moveWaiting,
  placeBothEntries,
  rankShares,
  reorderRows,
  settleBuckets,
  uniteEnds,
  uniteFirst,
  uniteOthers,
  visitLevel,
};

export const twinNames: readonly TwinName[] = Object.keys(twins) as TwinName[];

type Values = Float64Array | Int32Array | Uint32Array | Uint8Array;
type Given = readonly (Values | number)[];
type Kind<Array extends Values> = {
  new (length: number): Array;
  new (buffer: ArrayBufferLike, at: number, length: number): Array;
  readonly BYTES_PER_ELEMENT: number;
};

const pageBytes = 2 ** 16;
const mostPages = 2 ** 16;
/** The kernels' own constants lie below. */
const firstPlace = 4096;
/** V8 does not know of shared memory: it is told by so many bytes at a time, in a buffer whose pages are never given. */
const toldBytes = 2 ** 27;

/**
 * Where the arrays of a graph lie: in one memory with the kernels in WebAssembly, which then need no copies, up to 4 GB; what comes
 * behind, or all where there is no such memory, are arrays as ever, for the kernels' twins in JavaScript.
 */
export class Workspace {
  readonly #instance: WasmInstance | undefined;
  readonly #wins: ReadonlySet<TwinName>;
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  readonly #mostBytes: number;
  readonly #isShared: boolean;
  #used = firstPlace;
  readonly #told: ArrayBuffer[] = [];
  /** Where arrays that were given back lay, by their length in bytes. */
  readonly #free = new Map<number, number[]>();

  /** @param wins Which kernels run in WebAssembly. */
  private constructor(
    instance: WasmInstance | undefined,
    wins: ReadonlySet<TwinName>,
    mostBytes: number,
    isShared = false,
  ) {
    this.#isShared = isShared;
    this.#instance = instance;
    this.#wins = wins;
    this.#mostBytes = mostBytes;
  }

  /** Arrays as ever, and kernels in JavaScript. */
  static ofJavaScript(): Workspace {
    return new Workspace(undefined, new Set(), 0);
  }

  /** Arrays that other threads can be given, and kernels in JavaScript. */
  static ofThreads(): Workspace {
    return new Workspace(undefined, new Set(), 0, true);
  }

  /** Kernels in WebAssembly by these names; in JavaScript where the runtime has none, or no room for a memory. */
  static of(wins: ReadonlySet<TwinName>, mostBytes: number = mostPages * pageBytes): Workspace {
    module ??= compileWasm(graphKernelsWasm) ?? "none";
    const instance = module === "none" ? undefined : startOf(module);
    return instance === undefined ? Workspace.ofJavaScript() : new Workspace(instance, wins, mostBytes);
  }

  uint32(length: number): Uint32Array {
    return this.#array<Uint32Array>(Uint32Array, length);
  }

  uint8(length: number): Uint8Array {
    return this.#array<Uint8Array>(Uint8Array, length);
  }

  int32(length: number): Int32Array {
    return this.#array<Int32Array>(Int32Array, length);
  }

  float64(length: number): Float64Array {
    return this.#array<Float64Array>(Float64Array, length);
  }

  /** Gives arrays back that nobody looks at any more: the next ones as long lie there. What an algorithm returns is not given back. */
  free(...arrays: readonly Values[]): void {
    for (const { buffer, byteLength, byteOffset } of arrays) {
      if (!this.#buffers.has(buffer)) continue;
      const places = this.#free.get(byteLength) ?? [];
      this.#free.set(byteLength, places);
      places.push(byteOffset);
    }
  }

  /** Runs a kernel: in WebAssembly where that wins, and all arrays lie in this memory. */
  run<Name extends TwinName>(name: Name, ...given: Parameters<Twins[Name]>): ReturnType<Twins[Name]> {
    const instance = this.#instance;
    if (instance !== undefined && this.#wins.has(name) && this.#hasAll(given)) {
      const places = given.map((each) => (typeof each === "number" ? each : each.byteOffset));
      return instance.call(name, ...places) as ReturnType<Twins[Name]>;
    }
    return (twins[name] as (...all: Given) => unknown)(...given) as ReturnType<Twins[Name]>;
  }

  #hasAll(given: Given): boolean {
    for (const each of given) if (typeof each !== "number" && !this.#buffers.has(each.buffer)) return false;
    return true;
  }

  #array<Array extends Values>(kind: Kind<Array>, length: number): Array {
    const sizeBytes = length * kind.BYTES_PER_ELEMENT;
    if (this.#isShared) {
      this.#tell(sizeBytes);
      return new kind(new SharedArrayBuffer(sizeBytes), 0, length);
    }
    const place = this.#free.get(sizeBytes)?.pop();
    if (place !== undefined) return new kind(this.#instance!.buffer(), place, length).fill(0) as Array;
    const end = this.#used + sizeBytes;
    if (this.#instance === undefined || end > this.#mostBytes || !this.#reaches(this.#instance, end))
      return new kind(length);
    const buffer = this.#instance.buffer();
    this.#buffers.add(buffer);
    const array = new kind(buffer, this.#used, length);
    this.#used = Math.ceil(end / 64) * 64;
    this.#tell(sizeBytes);
    return array;
  }

  /** Whether the memory is so long, or could be made so. */
  #reaches(instance: WasmInstance, end: number): boolean {
    const missing = Math.ceil((end - instance.buffer().byteLength) / pageBytes);
    try {
      if (missing > 0) instance.grow(missing);
      return true;
    } catch {
      return false;
    }
  }

  #tell(sizeBytes: number): void {
    untoldBytes += sizeBytes;
    if (untoldBytes < toldBytes) return;
    untoldBytes = 0;
    this.#told.push(new ArrayBuffer(toldBytes));
  }
}

/** Of all graphs together: many small ones would never be told of, and stay. */
let untoldBytes = 0;

let module: WasmModule | "none" | undefined;

function startOf(of: WasmModule): WasmInstance | undefined {
  try {
    return of.start(mostPages);
  } catch {
    return undefined;
  }
}
