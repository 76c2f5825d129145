import { type FileInfo, fileSystemOf } from "../../core/io/mod.ts";
import { type ForeignFile, foreignBytes } from "../files/mod.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { type Codec, codecs } from "./codec.ts";
import { quote, reason } from "./errors.ts";
import { type AvroField, parseSchema } from "./schema.ts";

/** What the header of an object container file tells. */
export interface AvroFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly schemaText: string;
  /** Of its records; of other values one, `value`. */
  readonly fields: readonly AvroField[];
  /** Whether its values are records. */
  readonly isRecords: boolean;
  readonly codec: Codec;
  readonly sync: Uint8Array;
  /** Where the first block begins. */
  readonly dataStart: number;
}

const firstBytes = 2 ** 16;
/** No schema needs more; a header that claims it is damaged or hostile. */
const mostHeaderBytes = 2 ** 24;

/** @throws Where it is no container file of Avro, or one of an unknown codec. */
export async function openAvro({ path, sizeBytes }: FileInfo): Promise<AvroFile> {
  const files = await fileSystemOf(path);
  for (let size = firstBytes; ; size *= 4) {
    const bytes = await files.read(path, { start: 0, end: Math.min(size, sizeBytes) });
    try {
      return headerOf(path, sizeBytes, bytes);
    } catch (cause) {
      const isCut = cause instanceof RangeError && bytes.length < sizeBytes && size < mostHeaderBytes;
      if (!isCut) throw unreadable(path, cause, foreignBytes(bytes));
    }
  }
}

const magic = [0x4f, 0x62, 0x6a, 1]; // "Obj", version 1

function headerOf(path: string, sizeBytes: number, bytes: Uint8Array): AvroFile {
  if (!magic.every((byte, at) => bytes[at] === byte)) throw new SyntaxError(otherBeginning(bytes));
  const cursor = new ByteCursor(bytes);
  cursor.take(4);
  const meta = new Map<string, Uint8Array>();
  for (let count = cursor.long(); count !== 0; count = cursor.long()) {
    if (count < 0) cursor.long();
    for (let entry = 0; entry < Math.abs(count); entry++) {
      const name = cursor.text();
      meta.set(name, cursor.copy(cursor.length()));
    }
  }
  const sync = cursor.copy(16);
  const given = meta.get("avro.schema");
  if (given === undefined) throw new SyntaxError("a header without a schema");
  const schemaText = new TextDecoder().decode(given);
  const type = parseSchema(schemaText);
  const isRecords = type.kind === "record";
  const codec = new TextDecoder().decode(meta.get("avro.codec")) || "null";
  if (!Object.hasOwn(codecs, codec))
    throw new SyntaxError(`the codec ${quote(codec)}, where ${Object.keys(codecs).join(", ")} are known`);
  return {
    path,
    sizeBytes,
    schemaText,
    fields: isRecords ? type.fields : [{ name: "value", type, aliases: [] }],
    isRecords,
    codec: codec as Codec,
    sync,
    dataStart: cursor.at,
  };
}

function unreadable(path: string, cause: unknown, foreign: ForeignFile | undefined): SyntaxError {
  const isForeign = foreign !== undefined && foreign.kind !== "Avro";
  return new SyntaxError(
    `Cannot read ${quote(path)} as it must be a container file of Avro: got ${isForeign ? foreign.kind : reason(cause)}; ` +
      (isForeign ? foreign.remedy : "see that it is whole, or leave it out"),
    { cause },
  );
}

/** What is no Avro at its first byte: text can be shown. */
function otherBeginning(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 24));
  const isText =
    text !== "" && [...text.slice(0, -1)].every((one) => (one >= " " || /\s/.test(one)) && one !== "\ufffd");
  return isText
    ? `${quote(text)} at its beginning, which looks like text: csv() and jsonLines() read that`
    : "another beginning";
}

/** A header: the schema, the codec and the mark between blocks. */
export function headerBytes(schemaText: string, codec: Codec, sync: Uint8Array): Uint8Array {
  const encoder = new TextEncoder();
  const [schema, name] = [encoder.encode(schemaText), encoder.encode(codec)];
  return joined([
    Uint8Array.from(magic),
    zigzag(2),
    ...[encoder.encode("avro.schema"), schema, encoder.encode("avro.codec"), name].flatMap((bytes) => [
      zigzag(bytes.length),
      bytes,
    ]),
    zigzag(0),
    sync,
  ]);
}

/** A block of so many values, packed. */
export function blockBytes(count: number, packed: Uint8Array, sync: Uint8Array): Uint8Array {
  return joined([zigzag(count), zigzag(packed.length), packed, sync]);
}

/** A count as a zigzag varint. */
function zigzag(count: number): Uint8Array {
  const bytes: number[] = [];
  let left = count * 2;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return Uint8Array.from([...bytes, left]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
