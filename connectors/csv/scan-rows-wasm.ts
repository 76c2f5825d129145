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
import { type RowScan, scanRows } from "./kernels/scan-rows.ts";
import { scanRowsWasm } from "./kernels/scan-rows.wasm.ts";

/** What scans rows: the kernel in WebAssembly, or its twin in JavaScript. */
export interface RowScanner {
  /** Called when the bytes of a batch are there, and before its arrays are. */
  prepare(scan: RowScan): void;
  scan(scan: RowScan): number;
  release(): void;
}

const kernels = kernelSource(scanRowsWasm, "scanRows");

/** @param wanted Fields that columns are made of. */
export function rowScanner(wanted: readonly boolean[], maxRows: number): RowScanner {
  const columns = wanted.filter((is) => is).length;
  const kernel = fieldBytes(columns, maxRows) <= mostFieldBytes ? kernels() : undefined;
  return kernel === undefined ? javascriptScanner : wasmScanner(kernel, wanted, maxRows);
}

export const javascriptScanner: RowScanner = {
  prepare: () => undefined,
  scan: scanRows,
  release: () => undefined,
};

/** Where things lie in the memory, and what of it is up to date. */
interface Layout {
  readonly state: number;
  readonly kinds: number;
  readonly tables: FieldTables;
  readonly nulls: number;
  readonly rowStarts: number;
  readonly doubled: number;
  readonly doubledLength: number;
  readonly places: FieldPlaces;
}

function wasmScanner(kernel: Kernel, wanted: readonly boolean[], maxRows: number): RowScanner {
  let layout: Layout | undefined;
  let viewed: ArrayBuffer | undefined;
  let copied: Uint8Array | undefined;
  let base = 0;
  return {
    prepare: (scan) => {
      layout ??= layOut(kernel, wanted, maxRows, scan.doubled.length);
      // The kernel looks a little further than the end.
      base = kernel.reach(scan.bytes.length + 32);
      const buffer = kernel.buffer();
      if (buffer !== viewed) view(scan, layout, buffer);
      else if (scan.bytes === copied) return;
      viewed = buffer;
      copied = scan.bytes;
      new Uint8Array(buffer, base).set(scan.bytes);
    },
    scan: (scan) => {
      const { state } = layout!;
      new Int32Array(kernel.buffer(), state).set(stateOf(scan, layout!, base));
      const stop = kernel.run(state);
      takeState(scan, new Int32Array(kernel.buffer(), state, 14), base);
      return stop;
    },
    release: kernel.release,
  };
}

function layOut(kernel: Kernel, wanted: readonly boolean[], maxRows: number, doubledLength: number): Layout {
  const fields = wanted.length;
  kernel.layOut();
  return {
    state: kernel.place(128),
    kinds: kernel.place(fields),
    tables: placeTables(kernel, fields),
    nulls: kernel.place(fields * 4),
    rowStarts: kernel.place(maxRows * 4),
    doubled: kernel.place(doubledLength * 4),
    doubledLength,
    places: placeFields(kernel, wanted, maxRows),
  };
}

/** Makes the scan's arrays views of the memory. */
function view(scan: RowScan, layout: Layout, buffer: ArrayBuffer): void {
  const { places, tables } = layout;
  const fields = places.numbers.length;
  Object.assign(scan, viewFields(buffer, places, tables, scan.maxRows));
  // Another reader may have left its own there.
  scan.kinds = new Uint8Array(buffer, layout.kinds, fields).fill(0);
  scan.nulls = new Int32Array(buffer, layout.nulls, fields);
  scan.rowStarts = new Int32Array(buffer, layout.rowStarts, scan.maxRows);
  scan.doubled = new Int32Array(buffer, layout.doubled, layout.doubledLength);
}

/** As scan-rows.as reads it. */
function stateOf(scan: RowScan, layout: Layout, base: number): readonly number[] {
  const fields = scan.kinds.length;
  return [
    base + scan.at,
    base + scan.end,
    scan.row,
    scan.maxRows,
    scan.field,
    scan.skipFrom,
    base + scan.rowStart,
    scan.delimiter,
    scan.quote,
    Number(scan.multiline),
    Number(scan.emptyIsNull),
    fields,
    layout.doubledLength - 2 * fields,
    scan.doubledCount,
    base,
    layout.kinds,
    ...layout.tables,
    layout.nulls,
    layout.rowStarts,
    layout.doubled,
  ];
}

function takeState(scan: RowScan, state: Int32Array, base: number): void {
  scan.at = state[0]! - base;
  scan.row = state[2]!;
  scan.field = state[4]!;
  scan.rowStart = state[6]! - base;
  scan.doubledCount = state[13]!;
}
