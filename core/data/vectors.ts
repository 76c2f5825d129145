import type { VectorColumn } from "./column.ts";
import type { VectorType } from "./data-type.ts";

/** Numbers of a vector at most for columns whose type nobody has said: more are kept as they are, value by value. */
const longestFound = 1024;

/** Whether a value is what rows have of a column of vectors. */
export function isVector(value: unknown, size: number): value is Float64Array {
  return value instanceof Float64Array && value.length === size;
}

/** How many numbers the vectors of a column would have that this is the first value of; undefined where it is none. */
export function vectorSizeOf(value: unknown): number | undefined {
  return value instanceof Float64Array && value.length > 0 && value.length <= longestFound ? value.length : undefined;
}

/** Why a value is no vector of so many numbers, to stand behind "got"; undefined where it is one, or an array that can be made one. */
export function notVector(value: unknown, size: number): string | undefined {
  if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && "length" in value)) {
    return typeof value === "object" ? "an object" : `${typeof value} ${String(value).slice(0, 80)}`;
  }
  const items = value as ArrayLike<unknown>;
  if (items.length !== size) return `an array of ${items.length}`;
  for (let at = 0; at < size; at++) {
    const item = items[at];
    if (typeof item !== "number") return `an array with ${typeof item} ${String(item).slice(0, 40)} at ${at}`;
  }
  return undefined;
}

/** A column of vectors that are alike, with null or undefined where one is absent. */
export function vectorColumn(type: VectorType, values: readonly unknown[]): VectorColumn {
  const { size } = type;
  const data = new Float64Array(values.length * size);
  const validity = new Uint8Array((values.length + 7) >> 3);
  let absent = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === null || value === undefined) {
      absent++;
      continue;
    }
    data.set(value as ArrayLike<number>, row * size);
    validity[row >> 3]! |= 1 << (row & 7);
  }
  return { type, layout: "vector", data, validity: absent > 0 ? validity : undefined };
}
