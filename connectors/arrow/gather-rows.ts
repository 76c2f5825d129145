import { type Column, isValid, type VectorColumn } from "../../core/io/mod.ts";

/** The values at places of a column, each of which must be one; none where `validity` says so. */
export function gatherRows(column: Column, places: Int32Array, validity: Uint8Array | undefined): Column {
  const rows = places.length;
  const present = column.validity === undefined ? validity : bothPresent(column.validity, places, validity);
  switch (column.layout) {
    case "values":
      return {
        ...column,
        values: Array.from(places, (at, row) => (isValid(validity, row) ? column.values[at] : null)),
      };
    case "vector":
      return { ...column, validity: present, data: gatheredVectors(column, places) };
    case "utf8":
      return {
        ...column,
        validity: present,
        starts: gathered(column.starts, places, new Int32Array(rows)),
        lengths: gathered(column.lengths, places, new Int32Array(rows)),
      };
    case "dictionary":
      return { ...column, validity: present, codes: gathered(column.codes, places, new Int32Array(rows)) };
    case "uint8":
      return { ...column, validity: present, values: gathered(column.values, places, new Uint8Array(rows)) };
    case "int32":
      return { ...column, validity: present, values: gathered(column.values, places, new Int32Array(rows)) };
    case "float64":
      return { ...column, validity: present, values: gathered(column.values, places, new Float64Array(rows)) };
    case "bigint64":
      return { ...column, validity: present, values: gathered(column.values, places, new BigInt64Array(rows)) };
  }
}

function gathered<Values extends Uint8Array | Int32Array | Float64Array | BigInt64Array>(
  values: Values,
  places: Int32Array,
  out: Values,
): Values {
  for (let row = 0; row < places.length; row++) out[row] = values[places[row]!]!;
  return out;
}

function gatheredVectors({ data, type: { size } }: VectorColumn, places: Int32Array): Float64Array {
  const out = new Float64Array(places.length * size);
  for (const [row, at] of places.entries()) out.set(data.subarray(at * size, (at + 1) * size), row * size);
  return out;
}

export function bothPresent(values: Uint8Array, places: Int32Array, validity: Uint8Array | undefined): Uint8Array {
  const out = new Uint8Array((places.length + 7) >> 3);
  for (let row = 0; row < places.length; row++) {
    if (isValid(validity, row) && isValid(values, places[row]!)) out[row >> 3]! |= 1 << (row & 7);
  }
  return out;
}
