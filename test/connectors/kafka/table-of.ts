import type { RecordTable } from "../../../connectors/kafka/kernels/records.ts";

/** A table for so many records in these bytes, none of them read yet. */
export function tableOf(all: Uint8Array, rows: number): RecordTable {
  const numbers = (): Int32Array => new Int32Array(rows);
  return {
    bytes: all,
    rows: 0,
    offsets: new Float64Array(rows),
    times: new Float64Array(rows),
    keyStarts: numbers(),
    keyLengths: numbers(),
    valueStarts: numbers(),
    valueLengths: numbers(),
    headerStarts: numbers(),
  };
}
