import type { Split } from "../../core/io/mod.ts";
import type { ParquetFile } from "./file.ts";

/** Row groups [first, end) of a file. */
export interface RowGroupSplit extends Split {
  readonly path: string;
  readonly first: number;
  readonly end: number;
}

/** Neighbouring row groups are one split up to this many rows: small ones would cost more to hand out than to read. */
const splitRows = 128 * 1024;

/** The row groups of a file that `isNeeded`, neighbours joined while they are small. */
export function splitsOf(file: ParquetFile, isNeeded: (group: number) => boolean): RowGroupSplit[] {
  const splits: RowGroupSplit[] = [];
  for (const [group, { rows, sizeBytes }] of file.metadata.rowGroups.entries()) {
    if (rows === 0 || !isNeeded(group)) continue;
    const last = splits.at(-1);
    const joined = last !== undefined && last.end === group && last.rows! + rows <= splitRows;
    const split = joined
      ? splitFrom(file, last.first, group + 1, last.rows! + rows, last.sizeBytes! + sizeBytes)
      : splitFrom(file, group, group + 1, rows, sizeBytes);
    splits.splice(joined ? -1 : splits.length, joined ? 1 : 0, split);
  }
  return splits;
}

function splitFrom(file: ParquetFile, first: number, end: number, rows: number, sizeBytes: number): RowGroupSplit {
  return { id: `${file.path}#${first}-${end}`, sequence: file.path, path: file.path, first, end, rows, sizeBytes };
}
