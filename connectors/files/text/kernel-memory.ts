import { compileWasm, type WasmInstance, type WasmModule } from "../../../core/platform/mod.ts";

/** A kernel in WebAssembly with memory of its own, lent to one reader at a time. */
export interface Kernel {
  /** Runs the kernel on the state at this place of the memory; gives why it stopped. */
  run(state: number): number;
  /** Where so many bytes lie, from the last `layOut` on. Nothing is there before `reach`. */
  place(sizeBytes: number): number;
  /** The same for tables of one place a field; fields that are not wanted have none. */
  layOut(): void;
  /** Sees to it that so many bytes behind all places are there, too: gives where they begin. */
  reach(sizeBytes: number): number;
  /** The memory as it is now: another one once `reach` had to make it longer. */
  buffer(): ArrayBuffer;
  release(): void;
}

/** Gives undefined where this runtime cannot run the kernel, or too many are lent: then its twin in JavaScript does it. */
export type KernelSource = () => Kernel | undefined;

/** Each memory takes gigabytes of address space, of which there is an end. */
const mostLent = 16;
/** Memories that grew beyond are not kept for the next reader. */
const mostKeptBytes = 2 ** 24;
const mostKept = 2;
const pageBytes = 2 ** 16;

export function kernelSource(base64: string, name: string): KernelSource {
  let module: WasmModule | "none" | undefined;
  const kept: Kernel[] = [];
  let lent = 0;
  const release = (kernel: Kernel): void => {
    lent--;
    if (kept.length < mostKept && kernel.buffer().byteLength <= mostKeptBytes) kept.push(kernel);
  };
  return () => {
    if (lent >= mostLent) return undefined;
    module ??= compileWasm(base64) ?? "none";
    const kernel = kept.pop() ?? (module === "none" ? undefined : newKernel(module, name, release));
    if (kernel !== undefined) lent++;
    return kernel;
  };
}

/** Undefined where there is no room for its memory. */
function newKernel(module: WasmModule, name: string, release: (kernel: Kernel) => void): Kernel | undefined {
  const instance = startOf(module);
  if (instance === undefined) return undefined;
  // The kernel's own constants lie below.
  let used = firstPlace;
  const kernel: Kernel = {
    run: (state) => instance.call(name, state),
    layOut: () => {
      used = firstPlace;
    },
    place: (sizeBytes) => {
      const place = used;
      used = (used + sizeBytes + 63) & ~63;
      return place;
    },
    reach: (sizeBytes) => {
      const missing = used + sizeBytes - instance.buffer().byteLength;
      if (missing > 0) instance.grow(Math.ceil(missing / pageBytes));
      return used;
    },
    buffer: instance.buffer,
    release: () => release(kernel),
  };
  return kernel;
}

function startOf(module: WasmModule): WasmInstance | undefined {
  try {
    return module.start();
  } catch {
    return undefined;
  }
}

const firstPlace = 4096;

/** Where the arrays of a scan lie in a kernel's memory, by field; 0 for fields that are not wanted. */
export interface FieldPlaces {
  readonly numbers: Int32Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly validity: Int32Array;
}

/** Where the tables of such places lie, as the kernel reads them. */
export type FieldTables = readonly [numbers: number, starts: number, lengths: number, validity: number];

export function placeTables(kernel: Kernel, fields: number): FieldTables {
  const place = (): number => kernel.place(fields * 4);
  return [place(), place(), place(), place()];
}

/** Room for numbers or texts of each field that is wanted. */
export function placeFields(kernel: Kernel, wanted: readonly boolean[], maxRows: number): FieldPlaces {
  const placed = (sizeBytes: number): Int32Array => Int32Array.from(wanted, (is) => (is ? kernel.place(sizeBytes) : 0));
  return {
    numbers: placed(maxRows * 8),
    starts: placed(maxRows * 4),
    lengths: placed(maxRows * 4),
    validity: placed((maxRows + 7) >> 3),
  };
}

/** Bytes that the arrays of so many fields take: beyond `mostFieldBytes` scans have arrays of their own, as they need them. */
export function fieldBytes(fields: number, maxRows: number): number {
  return fields * maxRows * 17;
}

export const mostFieldBytes: number = 2 ** 24;

/** The arrays of a scan, views of the memory as it is now. */
export interface FieldArrays {
  numbers: Float64Array[];
  starts: Int32Array[];
  lengths: Int32Array[];
  validity: Uint8Array[];
}

/** The fields of a scan, which may be views of a memory that is no more, as views of this one.
 * @param tables Where the kernel looks up where the arrays of a field lie. */
export function viewFields(
  buffer: ArrayBuffer,
  places: FieldPlaces,
  tables: FieldTables,
  maxRows: number,
): FieldArrays {
  const { numbers, starts, lengths, validity } = places;
  for (const [at, table] of [numbers, starts, lengths, validity].entries()) {
    new Int32Array(buffer, tables[at], table.length).set(table);
  }
  return {
    numbers: Array.from(places.numbers, (at) => new Float64Array(buffer, at, at === 0 ? 0 : maxRows)),
    starts: Array.from(places.starts, (at) => new Int32Array(buffer, at, at === 0 ? 0 : maxRows)),
    lengths: Array.from(places.lengths, (at) => new Int32Array(buffer, at, at === 0 ? 0 : maxRows)),
    validity: Array.from(places.validity, (at) => new Uint8Array(buffer, at, at === 0 ? 0 : (maxRows + 7) >> 3)),
  };
}
