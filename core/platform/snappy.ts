import { snappyCompress as packInJavaScript, snappyDecompress as unpackInJavaScript } from "./kernels/snappy.ts";
import { snappyWasm } from "./kernels/snappy.wasm.ts";
import { compileWasm, type WasmInstance } from "./wasm.ts";

/** Snappy's raw format, by the kernel in WebAssembly where there is one, else by its twin. */
export interface Snappy {
  /** Unpacks to `out` and gives how many bytes there were. Throws a `RangeError` for what is not Snappy's, or has no room there. */
  unpack(packed: Uint8Array, out: Uint8Array): number;
  /** In memory of its own. */
  pack(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

export const snappyInJavaScript: Snappy = {
  unpack: unpackInJavaScript,
  pack: (bytes) => {
    const out = new Uint8Array(packedRoom(bytes.length));
    return out.slice(0, packInJavaScript(bytes, out, new Int32Array(1 << 14)));
  },
};

/** Memory of a kernel is never given back: what needs more than the first has a kernel for itself, up to the second. */
const mostKeptBytes = 2 ** 24;
const mostBytes = 2 ** 30;
const pageBytes = 2 ** 16;
/** What is shorter does not pay for two copies. */
const leastBytes = 256;
/** Kernels touch up to 16 bytes behind what they read and write. */
const slack = 64;
const firstPlace = 1024;
const tableBytes = 2 ** 16;

/** Undefined where this runtime cannot run the kernel. */
export function snappyInWasm(): Snappy | undefined {
  const kept = started();
  if (kept === undefined) return undefined;
  const instanceFor = (sizeBytes: number): WasmInstance | undefined => {
    if (sizeBytes > mostBytes) return undefined;
    return sizeBytes > mostKeptBytes ? started() : kept;
  };
  return {
    unpack: (packed, out) => {
      const instance = packed.length < leastBytes ? undefined : instanceFor(packed.length + out.length);
      if (instance === undefined) return unpackInJavaScript(packed, out);
      const to = firstPlace + packed.length + slack;
      const memory = memoryOf(instance, to + out.length + slack);
      memory.set(packed, firstPlace);
      const size = instance.call("unpack", firstPlace, firstPlace + packed.length, to, to + out.length);
      if (size < 0) throw new RangeError(size === -1 ? "a snappy literal too long" : "a snappy copy out of range");
      out.set(memory.subarray(to, to + size));
      return size;
    },
    pack: (bytes) => {
      const instance = bytes.length < leastBytes ? undefined : instanceFor(3 * bytes.length);
      if (instance === undefined) return snappyInJavaScript.pack(bytes);
      const from = firstPlace + tableBytes;
      const to = from + bytes.length + slack;
      const memory = memoryOf(instance, to + packedRoom(bytes.length));
      memory.fill(0, firstPlace, from);
      memory.set(bytes, from);
      return memory.slice(to, to + instance.call("pack", from, from + bytes.length, to, firstPlace));
    },
  };
}

function started(): WasmInstance | undefined {
  try {
    return compileWasm(snappyWasm)?.start();
  } catch {
    return undefined; // no room for its memory
  }
}

function packedRoom(bytes: number): number {
  return 32 + bytes + Math.ceil(bytes / 6);
}

function memoryOf(instance: WasmInstance, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const missing = sizeBytes - instance.buffer().byteLength;
  if (missing > 0) instance.grow(Math.ceil(missing / pageBytes));
  return new Uint8Array(instance.buffer());
}

let chosen: Snappy | undefined;

/** Unpacks to `out` and gives how many bytes there were. Throws a `RangeError` for what is not Snappy's, or has no room there. */
export function snappyDecompress(packed: Uint8Array, out: Uint8Array): number {
  chosen ??= snappyInWasm() ?? snappyInJavaScript;
  return chosen.unpack(packed, out);
}

export function snappyCompress(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  chosen ??= snappyInWasm() ?? snappyInJavaScript;
  return chosen.pack(bytes);
}
