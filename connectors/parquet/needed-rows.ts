import type { Condition } from "../../core/io/mod.ts";
import { readJoined } from "../files/mod.ts";
import { hashedBytes, mayContain } from "./bloom-filter.ts";
import { quote, reason } from "./errors.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";
import { type PagePlace, readColumnIndex, readOffsetIndex } from "./format/page-index.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { flatColumn, rowsMayMatch } from "./prune.ts";

/** Rows [start, end) of a row group. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Rows between two ranges that are cheaper read along than left out. */
const gapRows = 1024;
/** Above this share of its rows a row group is read whole. */
const mostShare = 0.8;

/** Which rows of a row group may fulfil all conditions, as far as Bloom filters and the bounds of pages tell. */
export async function neededRows(
  file: ParquetFile,
  group: number,
  conditions: readonly Condition[],
): Promise<readonly RowRange[]> {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  const all = [{ start: 0, end: rows }];
  const known = conditions.flatMap((condition) => {
    const node = flatColumn(file, condition.column);
    return node === undefined ? [] : [{ condition, node, chunk: chunks[node.firstLeaf]! }];
  });
  try {
    for (const { condition, node, chunk } of known) {
      const value = condition.compare === "=" ? hashedBytes(node, condition.value) : undefined;
      if (value !== undefined && !(await mayContain(file, chunk, value))) return [];
    }
    const parts = await Promise.all(
      known.map(async ({ condition, node, chunk }) => pagesOf(file, node, chunk, rows, condition)),
    );
    const needed = withoutGaps(parts.reduce(bothOf, all));
    return needed.reduce((sum, { start, end }) => sum + end - start, 0) > rows * mostShare ? all : needed;
  } catch (cause) {
    throw new RangeError(
      `Cannot read the index of row group ${group} in ${quote(file.path)} as it must say where pages lie: got ${reason(cause)}; the file is damaged: write it again`,
      { cause },
    );
  }
}

async function pagesOf(
  { files, path }: ParquetFile,
  node: SchemaNode,
  { columnIndex, offsetIndex }: ColumnChunk,
  rows: number,
  condition: Condition,
): Promise<readonly RowRange[]> {
  if (columnIndex === undefined || offsetIndex === undefined) return [{ start: 0, end: rows }];
  const read = await readJoined(files, path, [columnIndex, offsetIndex]);
  const bounds = readColumnIndex(read(columnIndex.start, columnIndex.end - columnIndex.start));
  const pages = readOffsetIndex(read(offsetIndex.start, offsetIndex.end - offsetIndex.start), rows);
  if (bounds.length !== pages.length)
    throw new RangeError(`bounds of ${bounds.length} pages, where ${pages.length} are`);
  return bounds.flatMap(({ isNull, min, max, nullCount }, page) => {
    const range = { start: pages[page]!.firstRow, end: endRow(pages, page, rows) };
    const count = range.end - range.start;
    const statistics = isNull ? { min: undefined, max: undefined, nullCount: count } : { min, max, nullCount };
    return rowsMayMatch(node, statistics, count, condition) ? [range] : [];
  });
}

/** The row behind the last of a page. */
export function endRow(pages: readonly PagePlace[], page: number, rows: number): number {
  return pages[page + 1]?.firstRow ?? rows;
}

function bothOf(a: readonly RowRange[], b: readonly RowRange[]): readonly RowRange[] {
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const both = { start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) };
      return both.start < both.end ? [both] : [];
    }),
  );
}

function withoutGaps(ranges: readonly RowRange[]): readonly RowRange[] {
  const joined: RowRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && range.start - last.end <= gapRows)
      joined[joined.length - 1] = { start: last.start, end: range.end };
    else joined.push(range);
  }
  return joined;
}
