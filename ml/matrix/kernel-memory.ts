import { compileWasm, type WasmInstance, type WasmModule } from "../../core/mod.ts";
import { binValues, sortNumbers } from "../kernels/binning.ts";
import { logisticDerivatives } from "../kernels/exponential.ts";
import { addExtremes } from "../kernels/extremes.ts";
import { addGram, packRows } from "../kernels/gram.ts";
import { kNearest } from "../kernels/k-nearest.ts";
import { mlKernelsWasm } from "../kernels/ml-kernels.wasm.ts";
import { addAssigned, addToCentres, nearestCentres } from "../kernels/nearest.ts";
import {
  addAtRows,
  fillPairs,
  findPairSplits,
  partitionRows,
  roundPairs,
  splitByFeatures,
  subtractPairs,
  sumAtRows,
  sumMagnitudes,
  sumPairs,
} from "../kernels/pair-histogram.ts";
import { partitionBySet } from "../kernels/pair-splits.ts";
import { pairsWithin } from "../kernels/pairs-within.ts";
import { solveFactors, squaredErrors } from "./factors.ts";

interface Twins {
  readonly sortNumbers: typeof sortNumbers;
  readonly logisticDerivatives: typeof logisticDerivatives;
  readonly binValues: typeof binValues;
  readonly addAssigned: typeof addAssigned;
  readonly addExtremes: typeof addExtremes;
  readonly addToCentres: typeof addToCentres;
  readonly kNearest: typeof kNearest;
  readonly nearestCentres: typeof nearestCentres;
  readonly addAtRows: typeof addAtRows;
  readonly addGram: typeof addGram;
  readonly fillPairs: typeof fillPairs;
  readonly findPairSplits: typeof findPairSplits;
  readonly solveFactors: typeof solveFactors;
  readonly squaredErrors: typeof squaredErrors;
  readonly pairsWithin: typeof pairsWithin;
  readonly packRows: typeof packRows;
  readonly partitionBySet: typeof partitionBySet;
  readonly partitionRows: typeof partitionRows;
  readonly roundPairs: typeof roundPairs;
  readonly splitByFeatures: typeof splitByFeatures;
  readonly subtractPairs: typeof subtractPairs;
  readonly sumAtRows: typeof sumAtRows;
  readonly sumMagnitudes: typeof sumMagnitudes;
  readonly sumPairs: typeof sumPairs;
}

export type TwinName = keyof Twins;

/** Kernels that there are twice, in JavaScript, and by the same name in WebAssembly: both give the same to the bit. */
const twins: Twins = {
  sortNumbers,
  logisticDerivatives,
  binValues,
  addAssigned,
  addExtremes,
  addToCentres,
  kNearest,
  nearestCentres,
  addAtRows,
  addGram,
  fillPairs,
  findPairSplits,
  solveFactors,
  squaredErrors,
  packRows,
  pairsWithin,
  partitionBySet,
  partitionRows,
  roundPairs,
  splitByFeatures,
  subtractPairs,
  sumAtRows,
  sumMagnitudes,
  sumPairs,
};

export const twinNames: readonly TwinName[] = Object.keys(twins) as TwinName[];

type Values = Float64Array | Float32Array | Uint32Array | Uint8Array;
type Kind<Array extends Values> = {
  new (buffer: ArrayBufferLike, at: number, length: number): Array;
  readonly BYTES_PER_ELEMENT: number;
};

const pageBytes = 2 ** 16;
/** The kernels' own constants lie below. */
const firstPlace = 4096;
/** Arrays begin at multiples of it: a line of the cache. */
const lineBytes = 64;

/** What of a memory arrays of so many bytes each take. */
export function memoryFor(...sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + Math.ceil(size / lineBytes) * lineBytes, 0);
}

/**
 * Where arrays lie that kernels look at: side by side in one buffer, that of a memory with the kernels in WebAssembly, which then need
 * no copies, or one for the kernels' twins in JavaScript alone. What is in an array at first is left from before.
 */
export class KernelMemory {
  readonly #instance: WasmInstance | undefined;
  readonly #wins: ReadonlySet<TwinName>;
  #buffer: ArrayBuffer;
  #used = firstPlace;

  /** @param wins Which kernels run in WebAssembly. */
  private constructor(instance: WasmInstance | undefined, wins: ReadonlySet<TwinName>, sizeBytes: number) {
    this.#instance = instance;
    this.#wins = wins;
    this.#buffer = instance?.buffer() ?? new ArrayBuffer(firstPlace + sizeBytes);
  }

  /** Kernels in JavaScript. */
  static ofJavaScript(sizeBytes: number): KernelMemory {
    return new KernelMemory(undefined, new Set(), sizeBytes);
  }

  /** Kernels in WebAssembly by these names; in JavaScript where the runtime has none, or no room for a memory. */
  static of(wins: ReadonlySet<TwinName>, sizeBytes: number): KernelMemory {
    module ??= compileWasm(mlKernelsWasm) ?? "none";
    const instance = module === "none" ? undefined : startOf(module, firstPlace + sizeBytes);
    return new KernelMemory(instance, wins, sizeBytes);
  }

  /** All of it is free again, and at least so long. Arrays that lay here are not to be used any more. */
  clear(sizeBytes: number): void {
    this.#used = firstPlace;
    if (this.#buffer.byteLength >= firstPlace + sizeBytes) return;
    if (this.#instance === undefined) this.#buffer = new ArrayBuffer(firstPlace + sizeBytes);
    else {
      reach(this.#instance, firstPlace + sizeBytes);
      this.#buffer = this.#instance.buffer();
    }
  }

  float64(length: number): Float64Array {
    return this.#array<Float64Array>(Float64Array, length);
  }

  float32(length: number): Float32Array {
    return this.#array<Float32Array>(Float32Array, length);
  }

  uint32(length: number): Uint32Array {
    return this.#array<Uint32Array>(Uint32Array, length);
  }

  uint8(length: number): Uint8Array {
    return this.#array<Uint8Array>(Uint8Array, length);
  }

  /** What is given, where kernels find it; undefined stays that. */
  copy(values: Float64Array): Float64Array;
  copy(values: Float64Array | undefined): Float64Array | undefined;
  copy(values: Float64Array | undefined): Float64Array | undefined {
    if (values === undefined || this.#instance === undefined) return values;
    const here = this.float64(values.length);
    here.set(values);
    return here;
  }

  /** Runs a kernel on arrays of this memory: in WebAssembly where that wins. */
  run<Name extends TwinName>(name: Name, ...given: Parameters<Twins[Name]>): ReturnType<Twins[Name]> {
    if (this.#instance !== undefined && this.#wins.has(name)) {
      const places = given.slice() as unknown as (Values | number | undefined)[];
      for (let at = 0; at < places.length; at++) places[at] = placeOf(places[at]);
      return this.#instance.call(name, ...(places as number[])) as ReturnType<Twins[Name]>;
    }
    return (twins[name] as (...all: readonly unknown[]) => unknown)(...given) as ReturnType<Twins[Name]>;
  }

  #array<Array extends Values>(kind: Kind<Array>, length: number): Array {
    const at = this.#used;
    this.#used += memoryFor(length * kind.BYTES_PER_ELEMENT);
    return new kind(this.#buffer, at, length);
  }
}

/** 0 stands for what is not there: no array lies there. */
function placeOf(given: Values | number | undefined): number {
  return typeof given === "number" ? given : (given?.byteOffset ?? 0);
}

let module: WasmModule | "none" | undefined;

function startOf(of: WasmModule, sizeBytes: number): WasmInstance | undefined {
  try {
    const instance = of.start();
    reach(instance, sizeBytes);
    return instance;
  } catch {
    return undefined;
  }
}

function reach(instance: WasmInstance, sizeBytes: number): void {
  const missing = Math.ceil((sizeBytes - instance.buffer().byteLength) / pageBytes);
  if (missing > 0) instance.grow(missing);
}
