import { murmur3 } from "./murmur3.ts";

/** The unit of rescaling: every host computes the same group from a key's encoded bytes. */
export function keyGroupOf(key: Uint8Array, maxParallelism: number): number {
  return murmur3(key, 0, key.length) % maxParallelism;
}

/** Which of `parallelism` subtasks owns a key group: contiguous ranges, as even as they can be. */
export function subtaskOf(keyGroup: number, parallelism: number, maxParallelism: number): number {
  return Math.floor((keyGroup * parallelism) / maxParallelism);
}

/** Largest number of subtasks that a job may ever be restored at, unless it says otherwise. */
export const defaultMaxParallelism = 128;
