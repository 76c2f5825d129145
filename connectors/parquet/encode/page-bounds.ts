import type { Statistics } from "../format/metadata.ts";
import type { PhysicalType } from "../format/names.ts";
import type { Dense } from "./dense.ts";
import type { Coded } from "./dictionary.ts";
import { statisticsOf } from "./statistics.ts";

/** Bounds and nulls of a page, which has the values [first, last) of its chunk. */
export function pageStatistics(
  dense: Dense,
  coded: Coded | undefined,
  physical: PhysicalType,
  { first, last, nullCount }: { readonly first: number; readonly last: number; readonly nullCount: number },
): Statistics {
  const part = coded === undefined ? slice(dense, first, last) : usedEntries(coded, first, last);
  return statisticsOf(part, physical, nullCount);
}

function slice(dense: Dense, first: number, last: number): Dense {
  const count = last - first;
  switch (dense.kind) {
    case "bits":
      return { ...dense, count, values: dense.values.subarray(first, last) };
    case "fixed":
      return { ...dense, count, words: dense.words.subarray((first * dense.width) / 4, (last * dense.width) / 4) };
    case "bytes":
      return {
        ...dense,
        count,
        starts: dense.starts.subarray(first, last),
        lengths: dense.lengths.subarray(first, last),
      };
    case "coded":
      return { ...dense, count, codes: dense.codes.subarray(first, last) };
  }
}

/** The entries that values of a page stand for, each once. */
function usedEntries({ codes, entries }: Coded, first: number, last: number): Dense {
  const isUsed = new Uint8Array(entries.count);
  for (let value = first; value < last; value++) isUsed[codes[value]!] = 1;
  let count = 0;
  const used = new Int32Array(entries.count);
  for (let entry = 0; entry < isUsed.length; entry++) if (isUsed[entry] === 1) used[count++] = entry;
  const own = used.subarray(0, count);
  if (entries.kind === "bytes") {
    const pick = (from: Int32Array): Int32Array => own.map((entry) => from[entry]!);
    return { ...entries, count, starts: pick(entries.starts), lengths: pick(entries.lengths) };
  }
  if (entries.kind !== "fixed") return entries;
  const width = entries.width / 4;
  const words = new Int32Array(count * width);
  for (let at = 0; at < count; at++) {
    for (let word = 0; word < width; word++) words[at * width + word] = entries.words[own[at]! * width + word]!;
  }
  return { ...entries, count, words };
}
