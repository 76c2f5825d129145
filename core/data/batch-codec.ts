import { type Batch, makeBatch } from "./batch.ts";
import { type ByteReader, type ByteWriter, readValue, writeValue } from "./codec.ts";
import { type Column, type ColumnOf, isValid } from "./column.ts";
import type { DataType, Field, VectorType } from "./data-type.ts";
import { dictionaryOf } from "./dictionary.ts";
import { copyTexts } from "./kernels/copy-texts.ts";
import { rowSchema, type Schema, valueSchema } from "./schema.ts";

/*
 * batch = value { shape, fields, rowCount, times, kinds }, then for each column
 * value { layout, validity, content }: content is the array of values, or of the numbers of vectors; [codes, texts]; or [bytes, starts, lengths].
 * Arrays hold the batch's rows and no more, dictionaries and bytes only what these rows show.
 */

interface Head {
  readonly shape: "row" | "value";
  readonly open?: true;
  readonly fields: readonly Field[];
  readonly rowCount: number;
  readonly times: Float64Array | undefined;
  readonly kinds: Uint8Array | undefined;
}

interface StoredColumn {
  readonly layout: Column["layout"];
  readonly type: DataType;
  readonly validity: Uint8Array | undefined;
  readonly content: unknown;
}

/** Writes a compact batch: what snapshots hold of kept rows. */
export function writeBatch(writer: ByteWriter, batch: Batch): void {
  const { schema, rowCount } = batch;
  const head: Head = {
    shape: schema.shape,
    ...(schema.open === true ? { open: true } : {}),
    fields: schema.fields,
    rowCount,
    times: batch.times?.subarray(0, rowCount),
    kinds: batch.kinds?.subarray(0, rowCount),
  };
  writeValue(writer, head);
  for (const column of batch.columns) {
    const validity = column.validity?.subarray(0, (rowCount + 7) >> 3);
    const stored: StoredColumn = {
      layout: column.layout,
      type: column.type,
      validity,
      content: contentOf(column, rowCount),
    };
    writeValue(writer, stored);
  }
}

export function readBatch(reader: ByteReader): Batch {
  const head = readValue(reader) as Head;
  const columns = head.fields.map(() => columnFrom(readValue(reader) as StoredColumn));
  return makeBatch(schemaFrom(head), head.rowCount, columns, { times: head.times, kinds: head.kinds });
}

function schemaFrom({ shape, fields, open }: Head): Schema {
  if (shape === "row") return rowSchema(fields, open === true ? { open } : {});
  const [field] = fields;
  return valueSchema(field!.type, field!.missing);
}

function contentOf(column: Column, rowCount: number): unknown {
  switch (column.layout) {
    case "dictionary":
      return usedCodes(column, rowCount);
    case "utf8":
      return usedTexts(column, rowCount);
    case "vector":
      return column.data.subarray(0, rowCount * column.type.size);
    case "values":
      return column.values.slice(0, rowCount);
    default:
      return column.values.subarray(0, rowCount);
  }
}

function columnFrom({ layout, type, validity, content }: StoredColumn): Column {
  switch (layout) {
    case "dictionary": {
      const [codes, texts] = content as [Int32Array, string[]];
      return { layout, type, validity, codes, dictionary: dictionaryOf(texts) };
    }
    case "utf8": {
      const [bytes, starts, lengths] = content as [Uint8Array, Int32Array, Int32Array];
      return { layout, type, validity, bytes, starts, lengths };
    }
    case "vector":
      return { layout, type: type as VectorType, validity, data: content as Float64Array };
    default:
      return { layout, type, validity, values: content } as Column;
  }
}

function usedCodes(column: ColumnOf<"dictionary">, rowCount: number): [Int32Array, string[]] {
  const codes = new Int32Array(rowCount);
  const places = new Map<number, number>();
  const texts: string[] = [];
  for (let row = 0; row < rowCount; row++) {
    if (!isValid(column.validity, row)) continue;
    const code = column.codes[row]!;
    let place = places.get(code);
    if (place === undefined) {
      place = texts.push(column.dictionary.text(code)) - 1;
      places.set(code, place);
    }
    codes[row] = place;
  }
  return [codes, texts.length === 0 ? [""] : texts];
}

function usedTexts(column: ColumnOf<"utf8">, rowCount: number): [Uint8Array, Int32Array, Int32Array] {
  const starts = column.starts.slice(0, rowCount);
  const lengths = column.lengths.slice(0, rowCount);
  let sizeBytes = 0;
  for (const length of lengths) sizeBytes += (length + 3) & ~3;
  const bytes = new Uint8Array(sizeBytes);
  copyTexts(column.bytes, starts, lengths, 0, rowCount, bytes, 0);
  return [bytes, starts, lengths];
}
