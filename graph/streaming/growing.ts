/** An array with room for so many, the same where it has it: what was there stays, the rest is 0. */
export function grownTo<Values extends Uint8Array | Uint32Array | Int32Array | Float64Array>(
  values: Values,
  length: number,
): Values {
  if (values.length >= length) return values;
  const make = values.constructor as new (length: number) => Values;
  const longer = new make(Math.max(length, 2 * values.length, 1024));
  longer.set(values as never);
  return longer;
}
