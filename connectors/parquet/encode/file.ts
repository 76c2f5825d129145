import type { Batch, Field, Schema } from "../../../core/io/mod.ts";
import type { SchemaElement } from "../format/metadata.ts";
import type { Codec } from "../format/names.ts";
import type { WrittenChunk, WrittenGroup } from "../format/write-metadata.ts";
import { metadataBytes } from "../format/write-metadata.ts";
import { encodeChunk } from "./chunk.ts";
import type { ColumnFormat } from "./column.ts";
import { columnFormat } from "./column.ts";
import type { Piece } from "./dense.ts";
import { Unwritable } from "./dense.ts";
import { unwritable } from "./errors.ts";
import { heldBytes } from "./held-bytes.ts";
import { widened } from "./widened.ts";

/** Turns batches into the bytes of a file, a row group at a time. */
export interface FileEncoder {
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
}

/** Batches are kept, not copied, until they make a row group; at most about this many bytes of them. */
const mostHeldBytes = 128 * 1024 * 1024;

const magic = new TextEncoder().encode("PAR1");

export function fileEncoder(schema: Schema, { path, codec, rowGroupRows }: FileEncoderOptions): FileEncoder {
  let fields = schema.fields;
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
    const columns = fields.map((_, index) =>
      held.map((batch) => ({ column: batch.columns[index]!, rows: batch.rowCount })),
    );
    formats ??= fields.map((field, index) => columnFormat(field, columns[index]!));
    const chunks: WrittenChunk[] = [];
    for (const [index, field] of fields.entries()) {
      for (const leaf of leavesOf(formats[index]!, columns[index]!, field, path)) {
        const encoded = encodeChunk(leaf, codec, position);
        blocks.push(...placed(encoded.blocks));
        chunks.push(encoded.chunk);
      }
    }
    groups.push({ rows, chunks });
    held = [];
    rows = 0;
    bytes = 0;
    return blocks;
  };
  return {
    append: (batch) => {
      fields = widened(fields, batch.schema.fields, formats !== undefined, path);
      held.push(batch);
      rows += batch.rowCount;
      bytes += heldBytes(batch);
      return rows >= rowGroupRows || bytes >= mostHeldBytes ? flush() : [];
    },
    finish: () => {
      const blocks = rows > 0 || formats === undefined ? flush() : [];
      const footer = metadataBytes(
        schemaElements(formats!),
        groups.filter((group) => group.rows > 0),
      );
      const tail = new Uint8Array(8);
      new DataView(tail.buffer).setUint32(0, footer.length, true);
      tail.set(magic, 4);
      return [...blocks, footer, tail];
    },
  };
}

function leavesOf(format: ColumnFormat, pieces: readonly Piece[], field: Field, path: string) {
  try {
    return format.leaves(pieces);
  } catch (cause) {
    throw cause instanceof Unwritable ? unwritable(cause.value, field, format.type, path, cause) : cause;
  }
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
