import { fileSystemOf, type Split } from "../../../core/io/mod.ts";

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

/** A file whose splits are cut at lines. */
interface LinesFile {
  /** Where the first line begins, though no newline may be before it. */
  readonly dataStart: number;
}

/**
 * The same split with its ends moved behind the next newline, so that it holds whole lines: a line belongs to the
 * split that its first byte lies in.
 */
export async function wholeLines(split: FileSplit, file: LinesFile): Promise<FileSplit> {
  const { path } = split;
  if (split.end === unknownEnd) return split;
  const start = split.start === file.dataStart ? split.start : await lineStart(file, path, split.start);
  return { ...split, start, end: await lineStart(file, path, split.end) };
}

export function foreignSplit(path: string, name: string): TypeError {
  return new TypeError(
    `Cannot read ${JSON.stringify(path)} as it must be among the files of ${name}: got a split of another source; ` +
      "restore from a checkpoint of this job",
  );
}

/** A search for the end of a line that was long. */
interface LongSearch {
  readonly from: number;
  /** There is no newline before it. */
  reached: number;
  /** What it finds. */
  readonly end: Promise<number>;
}

/** A line that is as long as many splits is searched once, not once for each of them. */
const longSearches = new WeakMap<LinesFile, LongSearch[]>();

/** The first position from `at` on that a line begins at. */
async function lineStart(file: LinesFile, path: string, at: number): Promise<number> {
  if (at === 0) return 0;
  const others = longSearches.get(file) ?? [];
  longSearches.set(file, others);
  return joined(others, at - 1) ?? searchOn(path, at - 1, others);
}

function joined(searches: readonly LongSearch[], at: number): Promise<number> | undefined {
  return searches.find(({ from, reached }) => from <= at && at < reached)?.end;
}

async function searchOn(path: string, from: number, others: LongSearch[]): Promise<number> {
  const files = await fileSystemOf(path);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  // Who asks for it is told by what is thrown.
  promise.catch(() => undefined);
  const own: LongSearch = { from, reached: from, end: promise };
  const found = async (): Promise<number> => {
    for (let length = firstSearchBytes; ; length = Math.min(length * 4, longestSearchBytes)) {
      const at = own.reached;
      const bytes = await files.read(path, { start: at, end: at + length });
      const newlineAt = bytes.indexOf(newline);
      if (newlineAt >= 0) return at + newlineAt + 1;
      if (bytes.length < length) return at + bytes.length;
      const more = joined(others, at + length);
      if (more !== undefined) return more;
      if (at === from) others.push(own);
      own.reached = at + length;
    }
  };
  try {
    const end = await found();
    resolve(end);
    return end;
  } catch (error) {
    if (others.includes(own)) others.splice(others.indexOf(own), 1);
    reject(error);
    throw error;
  }
}

const newline = 10;
const firstSearchBytes = 64 * 1024;
const longestSearchBytes = 4 * 2 ** 20;
