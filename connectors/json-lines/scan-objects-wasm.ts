import {
  type FieldPlaces,
  type FieldTables,
  fieldBytes,
  type Kernel,
  kernelSource,
  mostFieldBytes,
  placeFields,
  placeTables,
  viewFields,
} from "../files/mod.ts";
import { type ObjectScan, scanObjects } from "./kernels/scan-objects.ts";
import { scanObjectsWasm } from "./kernels/scan-objects.wasm.ts";

/** What scans lines: the kernel in WebAssembly, or its twin in JavaScript. */
export interface ObjectScanner {
  /** Called when the bytes of a batch are there, and before its arrays are. */
  prepare(scan: ObjectScan, names: readonly string[], wanted: readonly boolean[]): void;
  scan(scan: ObjectScan): number;
  release(): void;
}

const kernels = kernelSource(scanObjectsWasm, "scanObjects");

export function objectScanner(): ObjectScanner {
  const kernel = kernels();
  return kernel === undefined ? javascriptScanner : wasmScanner(kernel);
}

export const javascriptScanner: ObjectScanner = {
  prepare: () => undefined,
  scan: scanObjects,
  release: () => undefined,
};

interface Layout {
  /** The scan that it is for: other columns make another one. */
  readonly scan: ObjectScan;
  readonly state: number;
  readonly kinds: number;
  readonly tables: FieldTables;
  readonly nulls: number;
  readonly fractions: number;
  readonly rowStarts: number;
  readonly escaped: number;
  readonly escapedLength: number;
  readonly keys: number;
  readonly keyBytes: number;
  readonly keyTexts: readonly { readonly at: number; readonly text: Uint8Array }[];
  readonly places: FieldPlaces;
}

function wasmScanner(kernel: Kernel): ObjectScanner {
  let layout: Layout | "none" | undefined;
  let scanned: ObjectScan | undefined;
  let viewed: ArrayBuffer | undefined;
  let copied: Uint8Array | undefined;
  let base = 0;
  return {
    prepare: (scan, names, wanted) => {
      if (scan !== scanned) {
        scanned = scan;
        viewed = copied = undefined;
        const columns = wanted.filter((is) => is).length;
        layout = fieldBytes(columns, scan.maxRows) > mostFieldBytes ? "none" : layOut(kernel, scan, names, wanted);
      }
      if (layout === "none") return;
      // The kernel looks a little further than the end.
      base = kernel.reach(scan.bytes.length + 32);
      const buffer = kernel.buffer();
      if (buffer !== viewed) view(scan, layout!, buffer);
      else if (scan.bytes === copied) return;
      viewed = buffer;
      copied = scan.bytes;
      new Uint8Array(buffer, base).set(scan.bytes);
    },
    scan: (scan) => {
      if (layout === "none") return scanObjects(scan);
      const { state } = layout!;
      new Int32Array(kernel.buffer(), state).set(stateOf(scan, layout!, base));
      const stop = kernel.run(state);
      takeState(scan, new Int32Array(kernel.buffer(), state, 12), base);
      return stop;
    },
    release: kernel.release,
  };
}

function layOut(kernel: Kernel, scan: ObjectScan, names: readonly string[], wanted: readonly boolean[]): Layout {
  const fields = names.length;
  const encoder = new TextEncoder();
  kernel.layOut();
  const table = (): number => kernel.place(fields * 4);
  return {
    scan,
    state: kernel.place(128),
    kinds: kernel.place(fields),
    tables: placeTables(kernel, fields),
    nulls: table(),
    fractions: kernel.place(fields),
    rowStarts: kernel.place(scan.maxRows * 4),
    escaped: kernel.place(scan.escaped.length * 4),
    escapedLength: scan.escaped.length,
    keys: table(),
    keyBytes: table(),
    // Compared 8 bytes at a time.
    keyTexts: names.map((name) => {
      const text = encoder.encode(`${JSON.stringify(name)}:`);
      return { at: kernel.place(text.length + 8), text };
    }),
    places: placeFields(kernel, wanted, scan.maxRows),
  };
}

/** Makes the scan's arrays views of the memory. */
function view(scan: ObjectScan, layout: Layout, buffer: ArrayBuffer): void {
  const { places, tables, keyTexts } = layout;
  const fields = keyTexts.length;
  for (const { at, text } of keyTexts) new Uint8Array(buffer, at).set(text);
  new Int32Array(buffer, layout.keys, fields).set(keyTexts.map(({ at }) => at));
  new Int32Array(buffer, layout.keyBytes, fields).set(keyTexts.map(({ text }) => text.length));
  Object.assign(scan, viewFields(buffer, places, tables, scan.maxRows));
  scan.kinds = new Uint8Array(buffer, layout.kinds, fields);
  scan.nulls = new Int32Array(buffer, layout.nulls, fields);
  scan.fractions = new Uint8Array(buffer, layout.fractions, fields);
  scan.rowStarts = new Int32Array(buffer, layout.rowStarts, scan.maxRows);
  scan.escaped = new Int32Array(buffer, layout.escaped, layout.escapedLength);
}

/** As scan-objects.as reads it. */
function stateOf(scan: ObjectScan, layout: Layout, base: number): readonly number[] {
  const fields = scan.kinds.length;
  return [
    base + scan.at,
    base + scan.end,
    scan.row,
    scan.maxRows,
    scan.field,
    Number(scan.resume),
    Number(scan.missing),
    base + scan.rowStart,
    scan.skipFrom,
    fields,
    layout.escapedLength - 2 * fields,
    scan.escapedCount,
    base,
    layout.kinds,
    ...layout.tables,
    layout.nulls,
    layout.fractions,
    layout.rowStarts,
    layout.escaped,
    layout.keys,
    layout.keyBytes,
  ];
}

function takeState(scan: ObjectScan, state: Int32Array, base: number): void {
  scan.at = state[0]! - base;
  scan.row = state[2]!;
  scan.field = state[4]!;
  scan.resume = state[5] === 1;
  scan.missing = state[6] === 1;
  scan.rowStart = state[7]! - base;
  scan.escapedCount = state[11]!;
}
