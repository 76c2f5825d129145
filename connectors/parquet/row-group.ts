import type { Column, DataType, Field } from "../../core/io/mod.ts";
import { any, valueAt } from "../../core/io/mod.ts";
import { readJoined, recycledMemory, sliceColumn } from "../files/mod.ts";
import { columnType, holdsNothing, leafTypeIn } from "./column-type.ts";
import { absentColumn } from "./decode/absent.ts";
import { type ColumnArrays, ownArrays } from "./decode/arrays.ts";
import { BadJson, type BadValue, badJson } from "./decode/bad-json.ts";
import { decodeFlat } from "./decode/chunk.ts";
import { decodeNested } from "./decode/nested.ts";
import { unreadable } from "./errors.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { isFlat } from "./format/schema-tree.ts";
import type { RowRange } from "./needed-rows.ts";
import { type NestedPlan, nestedPlan, plannedLeaves } from "./nested-plan.ts";
import type { ParquetOptions } from "./options.ts";
import { decodePart, type PagePart, pagePlaces, partOf } from "./page-range.ts";

/** The columns of some rows of a row group, and what in them cannot be read: its row is that of the row group. */
export interface DecodedGroup {
  readonly columns: readonly Column[];
  readonly bad: readonly (BadValue & { readonly column: string })[];
}

/**
 * Reads and decodes the columns `fields` of one row group: whole, or some of its rows, of which only the pages are read where the file
 * says where these lie. A column that the file lacks is absent in all rows.
 */
export async function readRowGroup(
  file: ParquetFile,
  group: number,
  fields: readonly Field[],
  options: ParquetOptions,
  { rows: wanted, arrays = ownArrays }: { readonly rows?: RowRange; readonly arrays?: ColumnArrays } = {},
): Promise<DecodedGroup> {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  const { start, end } = wanted ?? { start: 0, end: rows };
  const readings = fields.map((field) => readingOf(file, field, options));
  const needed = readings.flatMap((reading) => (reading?.leaves ?? []).map(({ firstLeaf }) => chunks[firstLeaf]!));
  const isWhole = start === 0 && end === rows;
  const flat = readings.flatMap((reading) =>
    reading === undefined || reading.plan !== undefined ? [] : [reading.node],
  );
  const parts = isWhole ? new Map<ColumnChunk, PagePart>() : await partsOf(file, group, flat, { start, end });
  const ranges = needed.flatMap((chunk) => {
    const part = parts.get(chunk);
    return part === undefined
      ? [{ start: chunk.start, end: chunk.start + chunk.compressedBytes }]
      : [part.dictionary, part.pages];
  });
  // Nothing that is decoded is a view of it.
  const lent: Uint8Array[] = [];
  const read = await readJoined(file.files, file.path, ranges, (sizeBytes) => {
    lent.push(recycledMemory.take(sizeBytes));
    return lent.at(-1)!;
  });
  const bytesOf = (chunk: ColumnChunk): Uint8Array => read(chunk.start, chunk.compressedBytes);
  const bad: (BadValue & { readonly column: string })[] = [];

  const decode = ({ node, type, plan, leaves }: ColumnReading, column: string): Column => {
    for (const { firstLeaf } of leaves) checkWhole(chunks[firstLeaf]!);
    const chunk = chunks[node.firstLeaf]!;
    const onBad = (value: BadValue): void => void bad.push({ ...value, column });
    const part = parts.get(chunk);
    if (part !== undefined) {
      const decoded = decodePart(part, { start, end }, read, chunk, node, type, arrays);
      return withoutBad(decoded, node, ({ row, ...value }) => onBad({ ...value, row: start + row }));
    }
    const decoded =
      plan === undefined
        ? withoutBad(decodeFlat(bytesOf(chunk), chunk, node, type, rows, arrays), node, onBad)
        : decodeNested(plan, type, chunks, bytesOf, rows, onBad, arrays);
    return isWhole ? decoded : sliceColumn(decoded, start, end - start);
  };
  const columns = fields.map((field, position) => {
    const reading = readings[position];
    if (reading === undefined) return absentColumn(field.type, end - start);
    try {
      const column = decode(reading, field.name);
      return field.type.kind === "any" ? asAny(column, end - start) : column;
    } catch (cause) {
      throw unreadable(file.path, group, field, cause);
    }
  });
  for (const bytes of lent) recycledMemory.putBack(bytes);
  return { columns, bad: isWhole ? bad : bad.filter(({ row }) => row >= start && row < end) };
}

/** How a column of a file is read. */
interface ColumnReading {
  readonly node: SchemaNode;
  readonly type: DataType;
  /** None where it is flat. */
  readonly plan: NestedPlan | undefined;
  /** What is read of it. */
  readonly leaves: readonly SchemaNode[];
}

/** Undefined where the file has no value of the column. */
function readingOf(file: ParquetFile, field: Field, options: ParquetOptions): ColumnReading | undefined {
  const node = file.columns.find((column) => column.element.name === field.name);
  if (node === undefined) return undefined;
  // Values of any kind are what the file has.
  const type = field.type.kind === "any" ? columnType(file, node, options) : field.type;
  if (isFlat(node)) return holdsNothing(file, node) ? undefined : { node, type, plan: undefined, leaves: [node] };
  const plan = nestedPlan(node, type, (leaf) => leafTypeIn(file, leaf, options));
  return { node, type, plan, leaves: plannedLeaves(plan).map((leaf) => leaf.node) };
}

/** The pages of flat columns that hold the rows. */
async function partsOf(
  file: ParquetFile,
  group: number,
  nodes: readonly SchemaNode[],
  wanted: RowRange,
): Promise<ReadonlyMap<ColumnChunk, PagePart>> {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  const flat = nodes.map((node) => chunks[node.firstLeaf]!);
  const places = await pagePlaces(file, flat, rows);
  return new Map(
    flat.flatMap((chunk) => {
      const pages = places.get(chunk) ?? [];
      return pages.length === 0 ? [] : [[chunk, partOf(chunk, pages, wanted, rows)] as const];
    }),
  );
}

function asAny(column: Column, rows: number): Column {
  if (column.layout === "values") return { ...column, type: any };
  const values = Array.from({ length: rows }, (_, row) => valueAt(column, row));
  return { type: any, layout: "values", values, validity: undefined };
}

function withoutBad(column: Column, { element }: SchemaNode, onBad: (value: BadValue) => void): Column {
  if (element.logical?.kind !== "json" || column.layout !== "values") return column;
  const values = column.values.map((value, row) => {
    if (!(value instanceof BadJson)) return value;
    onBad(badJson(row, value));
    return null;
  });
  return { ...column, values };
}

function checkWhole({ encrypted, file }: ColumnChunk): void {
  if (encrypted) throw new RangeError("an encrypted column");
  if (file !== undefined) throw new RangeError(`a column whose data is in another file, ${JSON.stringify(file)}`);
}
