import { encodeValue } from "./codec.ts";
import { numberHash } from "./kernels/number-hash.ts";
import { murmur3 } from "./murmur3.ts";
import { deepestNesting, isPlainObject } from "./plain-data.ts";

/** The bytes of a key: the same for equal keys, in whatever order the properties of objects were set. */
export function encodeKey(key: unknown): Uint8Array {
  return encodeValue(sorted(key, 0));
}

function sorted(value: unknown, depth: number): unknown {
  // −0 is 0.
  if (typeof value === "number") return value + 0;
  // What lies deeper is refused when it is encoded.
  if (typeof value !== "object" || value === null || depth > deepestNesting) return value;
  if (Array.isArray(value)) return value.map((each) => sorted(each, depth + 1));
  if (value instanceof Float64Array) return value.map((number) => number + 0);
  if (!isPlainObject(value) || isSorted(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one, depth + 1)]));
}

/** Whether the bytes of an object are those of its key as it is: nothing to sort in it, nor in its values. */
function isSorted(value: object): boolean {
  let last: string | undefined;
  for (const name of Object.keys(value)) {
    const one = (value as Record<string, unknown>)[name];
    if ((last !== undefined && last > name) || (typeof one === "object" && one !== null) || Object.is(one, -0))
      return false;
    last = name;
  }
  return true;
}

/** The unit of rescaling: every host computes the same group from a key's encoded bytes. */
export function keyGroupOf(key: Uint8Array, maxParallelism: number): number {
  return murmur3(key, 0, key.length) % maxParallelism;
}

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** The same of a number other than NaN, without making an array of bytes: most keys are numbers. */
export function keyGroupOfNumber(key: number, maxParallelism: number): number {
  return numberHash(key, double, words) % maxParallelism;
}

/** Which of `parallelism` subtasks owns a key group: contiguous ranges, as even as they can be. */
export function subtaskOf(keyGroup: number, parallelism: number, maxParallelism: number): number {
  return Math.floor((keyGroup * parallelism) / maxParallelism);
}

/** The key groups of a subtask: those for which `subtaskOf` gives it. */
export function groupsOf(subtask: number, parallelism: number, maxParallelism: number): { from: number; to: number } {
  const first = (owner: number): number => Math.ceil((owner * maxParallelism) / parallelism);
  return { from: first(subtask), to: first(subtask + 1) };
}

/** Largest number of subtasks that a job may ever be restored at, unless it says otherwise. */
export const defaultMaxParallelism = 128;
