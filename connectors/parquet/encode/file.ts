import type { Batch, ByteRange, Field, Schema } from "../../../core/io/mod.ts";
import { makeBatch, rowSchema } from "../../../core/io/mod.ts";
import { rowOfValue, sliceColumn, typeHints } from "../../files/mod.ts";
import { absentColumn } from "../decode/absent.ts";
import type { SchemaElement } from "../format/metadata.ts";
import type { Codec } from "../format/names.ts";
import type { WrittenChunk, WrittenGroup } from "../format/write-metadata.ts";
import { metadataBytes } from "../format/write-metadata.ts";
import { columnIndexBytes, offsetIndexBytes } from "../format/write-page-index.ts";
import { type EncodedChunk, encodeChunk, type LeafValues } from "./chunk.ts";
import type { ColumnFormat } from "./column.ts";
import { columnFormat } from "./column.ts";
import type { Piece } from "./dense.ts";
import { Unwritable } from "./dense.ts";
import { unwritable } from "./errors.ts";
import { requireFiltered } from "./filtered-columns.ts";
import { GrowingFields } from "./growing-fields.ts";
import { heldBytes } from "./held-bytes.ts";
import { presentValues } from "./numbers.ts";

/** Turns batches into the bytes of a file, a row group at a time. */
export interface FileEncoder {
  /** The schema that a batch needs where it is wider than what is already written, else undefined. */
  outgrownBy(batch: Batch): Schema | undefined;
  /** About what the batches take that it keeps. */
  readonly heldBytes: number;
  /** Keeps the batch; gives the bytes that are to be written now, if any. */
  append(batch: Batch): readonly Uint8Array[];
  /** The rest of the file. */
  finish(): readonly Uint8Array[];
}

export interface FileEncoderOptions {
  /** For errors. */
  readonly path: string;
  readonly codec: Codec;
  readonly rowGroupRows: number;
  /** The columns that get Bloom filters. */
  readonly bloomFilters: readonly string[];
}

/**
 * Batches are kept, not copied, until they make a row group; at most about this many bytes of them. A reader holds as much
 * once more, decoded: a pass over rows of 1 kB took 455 MB,
 * 625 with twice this and 770 with four times.
 */
const mostHeldBytes = 32 * 1024 * 1024;

const magic: Uint8Array = new TextEncoder().encode("PAR1");

export function fileEncoder(
  schema: Schema,
  { path, codec, rowGroupRows, bloomFilters }: FileEncoderOptions,
): FileEncoder {
  const fields = new GrowingFields(schema.fields, path);
  let formats: readonly ColumnFormat[] | undefined;
  let held: Batch[] = [];
  let rows = 0;
  let bytes = 0;
  let position = 0;
  const groups: WrittenGroup[] = [];

  const placed = (blocks: readonly Uint8Array[]) => {
    position += blocks.reduce((sum, block) => sum + block.length, 0);
    return blocks;
  };
  const flush = (): Uint8Array[] => {
    const blocks = position === 0 ? [...placed([magic])] : [];
    const columns = fields.all.map((field) => piecesOf(held, field));
    formats = settledFormats(formats, fields.all, columns);
    requireFiltered(formats, bloomFilters, path);
    const rowsBefore = groups.reduce((sum, group) => sum + group.rows, 0);
    const leaves = leavesToEncode({ fields: fields.all, formats, columns, path, bloomFilters, rowsBefore });
    const encoded = encodedGroup(leaves, codec, position);
    blocks.push(...placed(encoded.blocks));
    if (rows > 0) groups.push({ rows, chunks: encoded.chunks });
    held = [];
    rows = 0;
    bytes = 0;
    return blocks;
  };
  return {
    get heldBytes() {
      return bytes;
    },
    outgrownBy: (batch) => {
      const wider = formats === undefined ? undefined : fields.outgrownBy(batch);
      return wider && rowSchema(wider);
    },
    append: (batch) => {
      fields.add(batch);
      const blocks: Uint8Array[] = [];
      for (let row = 0; row < batch.rowCount; ) {
        const part = partOf(batch, row, Math.min(batch.rowCount - row, rowGroupRows - rows));
        held.push(part);
        row += part.rowCount;
        rows += part.rowCount;
        bytes += heldBytes(part);
        if (rows >= rowGroupRows || bytes >= mostHeldBytes) blocks.push(...flush());
      }
      return blocks;
    },
    finish: () => {
      const blocks = rows > 0 || formats === undefined ? flush() : [];
      const indexed = indexedGroups(groups, position);
      return [...blocks, ...indexed.blocks, ...footerBlocks(footerOf(fields.all, formats!, indexed.groups))];
    },
  };
}

interface LeafToEncode {
  readonly leaf: LeafValues;
  readonly bloomFilter: boolean;
}

interface GroupToEncode extends Pick<FileEncoderOptions, "path" | "bloomFilters"> {
  readonly fields: readonly Field[];
  readonly formats: readonly ColumnFormat[];
  readonly columns: readonly (readonly Piece[])[];
  /** In the file, for errors. */
  readonly rowsBefore: number;
}

/** One column after another, so that the values of one are gathered at a time. */
function* leavesToEncode({
  fields,
  formats,
  columns,
  path,
  bloomFilters,
  rowsBefore,
}: GroupToEncode): Generator<LeafToEncode, void> {
  for (const [index, field] of fields.entries()) {
    const bloomFilter = bloomFilters.includes(field.name);
    for (const leaf of leavesOf(formats[index]!, columns[index]!, field, { path, rowsBefore }))
      yield { leaf, bloomFilter };
  }
}

/** Chunks, and behind them their Bloom filters: these need not be kept to the end of the file. */
function encodedGroup(
  leaves: Iterable<LeafToEncode>,
  codec: Codec,
  start: number,
): { readonly blocks: readonly Uint8Array[]; readonly chunks: readonly WrittenChunk[] } {
  const blocks: Uint8Array[] = [];
  let end = start;
  const place = (bytes: readonly Uint8Array[]): void => {
    blocks.push(...bytes);
    end += bytes.reduce((sum, block) => sum + block.length, 0);
  };
  const encoded: EncodedChunk[] = [];
  for (const { leaf, bloomFilter } of leaves) {
    const chunk = encodeChunk(leaf, { codec, bloomFilter }, end);
    place(chunk.blocks);
    encoded.push(chunk);
  }
  const chunks = encoded.map(({ chunk, bloomFilter }): WrittenChunk => {
    if (bloomFilter === undefined) return chunk;
    place([bloomFilter]);
    return { ...chunk, bloomFilter: { start: end - bloomFilter.length, end } };
  });
  return { blocks, chunks };
}

/** What is said of pages lies behind all row groups: first their bounds, then where they are. */
function indexedGroups(
  groups: readonly WrittenGroup[],
  start: number,
): { readonly blocks: readonly Uint8Array[]; readonly groups: readonly WrittenGroup[] } {
  const blocks: Uint8Array[] = [];
  let end = start;
  const placed = (bytes: Uint8Array): ByteRange => {
    blocks.push(bytes);
    end += bytes.length;
    return { start: end - bytes.length, end };
  };
  const each = (add: (chunk: WrittenChunk) => WrittenChunk) => (group: WrittenGroup) => ({
    ...group,
    chunks: group.chunks.map(add),
  });
  const bounded = groups.map(
    each((chunk) => {
      const bytes = columnIndexBytes(chunk.pages);
      return bytes === undefined ? chunk : { ...chunk, columnIndex: placed(bytes) };
    }),
  );
  return {
    groups: bounded.map(each((chunk) => ({ ...chunk, offsetIndex: placed(offsetIndexBytes(chunk.pages)) }))),
    blocks,
  };
}

function settledFormats(
  before: readonly ColumnFormat[] | undefined,
  fields: readonly Field[],
  columns: readonly (readonly Piece[])[],
): readonly ColumnFormat[] {
  return fields.map((field, index) => {
    const settled = before?.[index];
    return settled === undefined || settled.isOpen ? columnFormat(field, columns[index]!) : settled;
  });
}

function footerOf(
  fields: readonly Field[],
  formats: readonly ColumnFormat[],
  groups: readonly WrittenGroup[],
): Uint8Array {
  const types = fields.map((field, index) => ({ ...field, type: formats[index]!.type }));
  const written = groups.map((group) => ({ ...group, chunks: group.chunks.map((chunk) => typed(chunk, formats)) }));
  return metadataBytes(schemaElements(formats), written, new Map(typeHints(types)));
}

/** Chunks that were written before their column had a value hold none: they are of whatever type it has got since. */
function typed(chunk: WrittenChunk, formats: readonly ColumnFormat[]): WrittenChunk {
  const format =
    chunk.path.length > 1 ? undefined : formats.find(({ elements }) => elements[0]!.name === chunk.path[0]);
  return { ...chunk, physical: format?.elements[0]?.physical ?? chunk.physical };
}

/** The metadata, its size in 4 bytes, the magic. */
function footerBlocks(metadata: Uint8Array): Uint8Array[] {
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, metadata.length, true);
  tail.set(magic, 4);
  return [metadata, tail];
}

function partOf(batch: Batch, start: number, rows: number): Batch {
  if (rows === batch.rowCount) return batch;
  return makeBatch(
    batch.schema,
    rows,
    batch.columns.map((column) => sliceColumn(column, start, rows)),
  );
}

/** A batch that lacks the column has no values in it. */
function piecesOf(batches: readonly Batch[], { name, type }: Field): Piece[] {
  return batches.map(({ schema, columns, rowCount: rows }) => {
    return { column: columns[schema.index.get(name) ?? -1] ?? absentColumn(type, rows), rows };
  });
}

function leavesOf(
  format: ColumnFormat,
  pieces: readonly Piece[],
  field: Field,
  { path, rowsBefore }: Pick<GroupToEncode, "path" | "rowsBefore">,
) {
  try {
    return format.leaves(pieces);
  } catch (cause) {
    if (!(cause instanceof Unwritable)) throw cause;
    const { value } = cause;
    const kinds = new Set(
      pieces.flatMap(({ column, rows }) => Array.from(presentValues(column, rows), (each) => typeof each)),
    );
    throw unwritable(
      { value, row: rowOfPieces(pieces, value, rowsBefore), kinds: [...kinds] },
      field,
      format.type,
      path,
      cause,
    );
  }
}

function rowOfPieces(pieces: readonly Piece[], value: unknown, rowsBefore: number): number | undefined {
  let before = rowsBefore;
  for (const { column, rows } of pieces) {
    const row = rowOfValue(column, rows, value);
    if (row !== undefined) return before + row;
    before += rows;
  }
  return undefined;
}

function schemaElements(formats: readonly ColumnFormat[]): readonly SchemaElement[] {
  const root: SchemaElement = {
    name: "schema",
    physical: undefined,
    typeLength: 0,
    repetition: "required",
    childCount: formats.length,
    logical: undefined,
  };
  return [root, ...formats.flatMap((format) => format.elements)];
}
