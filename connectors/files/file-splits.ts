import { fileSystemOf, type Split } from "../../core/io/mod.ts";

/** Bytes `[start, end)` of a file: the records that begin there. */
export interface FileSplit extends Split {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Large enough that opening costs nothing, small enough that several subtasks share a file. */
const splitBytes: number = 32 * 2 ** 20;

/** Bytes `[start, end)` of a file in even parts of at most `largestBytes`, cut wherever that is. */
export function fileSplits(path: string, start: number, end: number, largestBytes: number = splitBytes): FileSplit[] {
  const count = Math.max(1, Math.ceil((end - start) / largestBytes));
  const cut = (part: number): number => start + Math.floor(((end - start) * part) / count);
  return Array.from({ length: count }, (_, part) => fileSplit(path, cut(part), cut(part + 1)));
}

/** More than any file has: where the end is not known, as that of a packed file. */
export const unknownEnd: number = Number.MAX_SAFE_INTEGER;

/** A split that is all of a file, whose lines cannot be found by themselves. */
export function wholeFile(path: string, start: number, end: number, sizeBytes: number): FileSplit {
  return { ...fileSplit(path, start, end), sizeBytes };
}

export function fileSplit(path: string, start: number, end: number): FileSplit {
  return { id: `${path}#${start}-${end}`, sequence: path, path, start, end, sizeBytes: end - start };
}

/**
 * The same split with its ends moved behind the next newline, so that it holds whole lines: a line belongs to the
 * split that its first byte lies in.
 *
 * @param dataStart Where the first line begins, though no newline may be before it.
 */
export async function wholeLines(split: FileSplit, dataStart: number): Promise<FileSplit> {
  const { path } = split;
  if (split.end === unknownEnd) return split;
  const start = split.start === dataStart ? dataStart : await lineStart(path, split.start);
  return { ...split, start, end: await lineStart(path, split.end) };
}

export function foreignSplit(path: string, name: string): TypeError {
  return new TypeError(
    `Cannot read ${JSON.stringify(path)} as it must be among the files of ${name}: got a split of another source; ` +
      "restore from a checkpoint of this job",
  );
}

/** The first position from `at` on that a line begins at. */
async function lineStart(path: string, at: number): Promise<number> {
  if (at === 0) return 0;
  const files = await fileSystemOf(path);
  for (let from = at - 1; ; from += searchBytes) {
    const bytes = await files.read(path, { start: from, end: from + searchBytes });
    const found = bytes.indexOf(newline);
    if (found >= 0) return from + found + 1;
    if (bytes.length < searchBytes) return from + bytes.length;
  }
}

const newline = 10;
const searchBytes = 64 * 1024;
