import { distinct32, distinct64, distinctBytes } from "../kernels/dictionary.ts";
import type { Dense } from "./dense.ts";

/** Codes and the distinct values that they stand for. */
export interface Coded {
  readonly codes: Int32Array;
  readonly entries: Dense;
}

const mostEntries = 1 << 16;
const sampleSize = 4096;

/**
 * A dictionary for the values, or undefined where they differ too much for one to pay: more than a third of them
 * distinct in the sample at the beginning, or more than 65,536 (or half of all) in the row group.
 */
export function codedOf(dense: Dense): Coded | undefined {
  if (dense.kind === "coded") {
    return { codes: dense.codes, entries: { kind: "bytes", count: dense.entries.starts.length, ...dense.entries } };
  }
  if (dense.kind === "bits" || (dense.kind === "fixed" && dense.width > 8) || dense.count < 16) return undefined;
  const codes = new Int32Array(dense.count);
  const sample = Math.min(dense.count, sampleSize);
  if (dense.count > sampleSize && distinct(dense, sample, Math.floor(sample / 3), codes) === undefined)
    return undefined;
  const entries = distinct(dense, dense.count, Math.min(mostEntries, dense.count >> 1), codes);
  return entries && { codes, entries };
}

/** The distinct ones of the first `count` values; undefined where there are more than `limit`. */
function distinct(dense: Dense, count: number, limit: number, codes: Int32Array): Dense | undefined {
  const table = new Int32Array(2 ** Math.ceil(Math.log2(limit * 2 + 2)));
  if (dense.kind === "bytes") {
    const firsts = new Int32Array(limit);
    const size = distinctBytes(dense.bytes, dense.starts, dense.lengths, count, limit, table, firsts, codes);
    if (size < 0) return undefined;
    const pick = (from: Int32Array) => Int32Array.from(firsts.subarray(0, size), (first) => from[first]!);
    return { kind: "bytes", count: size, bytes: dense.bytes, starts: pick(dense.starts), lengths: pick(dense.lengths) };
  }
  if (dense.kind !== "fixed") return undefined;
  const entries = new Int32Array((limit * dense.width) / 4);
  const find = dense.width === 4 ? distinct32 : distinct64;
  const size = find(dense.words, count, limit, table, entries, codes);
  return size < 0 ? undefined : { kind: "fixed", count: size, width: dense.width, words: entries };
}
