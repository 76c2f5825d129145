/** Where makers of columns get their arrays from. A slot is what tells one array of a batch from the others. */
export interface Arrays {
  int32(slot: object, length: number): Int32Array;
  float64(slot: object, length: number): Float64Array;
}

/** New ones for each batch, which may then be kept. */
export const freshArrays: Arrays = {
  int32: (_, length) => new Int32Array(length),
  float64: (_, length) => new Float64Array(length),
};

/** The same ones batch after batch: as long as the longest so far, so an array may be longer than its batch. */
export function reusedArrays(): Arrays {
  const integers = new Map<object, Int32Array>();
  const doubles = new Map<object, Float64Array>();
  return {
    int32: (slot, length) => longEnough(integers, slot, length, (room) => new Int32Array(room)),
    float64: (slot, length) => longEnough(doubles, slot, length, (room) => new Float64Array(room)),
  };
}

function longEnough<Values extends { readonly length: number }>(
  arrays: Map<object, Values>,
  slot: object,
  length: number,
  make: (length: number) => Values,
): Values {
  const known = arrays.get(slot);
  if (known !== undefined && known.length >= length) return known;
  const values = make(length);
  arrays.set(slot, values);
  return values;
}
