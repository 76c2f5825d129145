/** Whether all values are below a limit; NaN is not. */
export function allBelow(values: Float64Array, limit: number): boolean {
  for (let at = 0; at < values.length; at++) if (!(values[at]! < limit)) return false;
  return true;
}
