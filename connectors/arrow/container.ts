import { type DataType, type FileInfo, type FileSystem, fileSystemOf } from "../../core/io/mod.ts";
import { foreignBytes, readHints } from "../files/mod.ts";
import { quote, reason } from "./errors.ts";
import { FlatTable } from "./flat-table.ts";
import { type Message, readMessage } from "./message.ts";
import { type ArrowField, readSchema } from "./schema.ts";

/** A message and its body, by their place in the file. */
export interface Block {
  readonly at: number;
  /** Of what stands before the body: marks, size, message, padding. */
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** What a file of Arrow tells before its values are read. */
export interface ArrowFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly files: Pick<FileSystem, "read">;
  readonly fields: readonly ArrowField[];
  /** Types of columns that the values alone do not tell. */
  readonly hints: ReadonlyMap<string, DataType>;
  /** Where dictionaries and batches lie; of a stream only where its messages begin. */
  readonly blocks: { readonly dictionaries: readonly Block[]; readonly batches: readonly Block[] } | undefined;
  readonly dataStart: number;
}

const magic = "ARROW1";
const magicBytes = 8; // with its padding
const firstBytes = 2 ** 16;

/** @throws Where it is neither a file nor a stream of Arrow. */
export async function openArrow({ path, sizeBytes }: FileInfo): Promise<ArrowFile> {
  return openIn(await fileSystemOf(path), path, sizeBytes);
}

/** What lies in memory as a file or stream would. */
export function openBytes(name: string, bytes: Uint8Array): Promise<ArrowFile> {
  return openIn({ read: async (_path, { start, end }) => bytes.subarray(start, end) }, name, bytes.length);
}

async function openIn(files: ArrowFile["files"], path: string, sizeBytes: number): Promise<ArrowFile> {
  const first = await files.read(path, { start: 0, end: Math.min(sizeBytes, firstBytes) });
  try {
    return latin1(first.subarray(0, magic.length)) === magic
      ? await openFile(files, path, sizeBytes)
      : await openStream(files, path, sizeBytes, first);
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof RangeError) throw unreadable(path, first, cause);
    throw cause;
  }
}

async function openFile(files: ArrowFile["files"], path: string, sizeBytes: number): Promise<ArrowFile> {
  const tail = await files.read(path, { start: Math.max(0, sizeBytes - firstBytes), end: sizeBytes });
  const tailBytes = 4 + magic.length;
  if (sizeBytes < magicBytes + tailBytes || latin1(tail.subarray(-magic.length)) !== magic)
    throw new SyntaxError(`a file without ${quote(magic)} at its end, which was cut off`);
  const footerBytes = int32(tail, tail.length - tailBytes);
  const start = sizeBytes - tailBytes - footerBytes;
  if (footerBytes <= 0 || start < magicBytes)
    throw new RangeError(`a footer of ${footerBytes} bytes in a file of ${sizeBytes}`);
  const footer = await files.read(path, { start, end: sizeBytes - tailBytes });
  const table = FlatTable.root(aligned(footer));
  const schema = table.table(1);
  if (schema === undefined) throw new RangeError("a footer without a schema");
  const { fields, notes } = readSchema(schema);
  const blocks = (field: number): readonly Block[] => blocksOf(table.sizes(field, 3), start);
  return {
    path,
    sizeBytes,
    files,
    fields,
    hints: readHints(notes),
    blocks: { dictionaries: blocks(2), batches: blocks(3) },
    dataStart: magicBytes,
  };
}

function blocksOf(sizes: readonly number[], end: number): readonly Block[] {
  return Array.from({ length: sizes.length / 3 }, (_, block) => {
    const [at, head, bodyBytes] = [sizes[block * 3]!, sizes[block * 3 + 1]!, sizes[block * 3 + 2]!];
    // The upper half of its 64 bits is room between fields.
    const headBytes = head % 2 ** 32;
    if (at + headBytes + bodyBytes > end) throw new RangeError(`a batch of ${headBytes + bodyBytes} bytes at ${at}`);
    return { at, headBytes, bodyBytes };
  });
}

async function openStream(
  files: ArrowFile["files"],
  path: string,
  sizeBytes: number,
  first: Uint8Array,
): Promise<ArrowFile> {
  const file = { path, sizeBytes, files };
  const found = await messageAt(file, 0, first);
  if (found?.message.kind !== "schema") throw new SyntaxError("no schema at its beginning");
  const { fields, notes } = readSchema(found.message.content);
  const { headBytes, bodyBytes } = found.block;
  return { ...file, fields, hints: readHints(notes), blocks: undefined, dataStart: headBytes + bodyBytes };
}

export interface Found {
  readonly block: Block;
  readonly message: Message;
}

const continuation = -1;
/** No message needs more; one that claims it is damaged or hostile. */
const mostHeadBytes = 2 ** 28;
const usualHeadBytes = 2 ** 14;

/**
 * The message that begins at a byte of a file, unless that is its end. Since version 0.15 a mark of four bytes comes before its size.
 *
 * @param known Bytes from there on that were read already.
 */
export async function messageAt(
  { files, path, sizeBytes }: Pick<ArrowFile, "files" | "path" | "sizeBytes">,
  at: number,
  known?: Uint8Array,
): Promise<Found | undefined> {
  if (at >= sizeBytes) return undefined;
  const read = (length: number): Promise<Uint8Array> =>
    files.read(path, { start: at, end: Math.min(sizeBytes, at + length) });
  let bytes = known ?? (await read(usualHeadBytes));
  if (bytes.length < 8) {
    if (bytes.length === 4 && int32(bytes, 0) === 0) return undefined;
    throw new SyntaxError(`its end within a message at byte ${at}`);
  }
  const before = int32(bytes, 0) === continuation ? 8 : 4;
  const size = int32(bytes, before - 4);
  if (size === 0) return undefined;
  const headBytes = before + size;
  if (size < 0 || headBytes > mostHeadBytes) throw new RangeError(`a message of ${size} bytes at byte ${at}`);
  if (at + headBytes > sizeBytes) throw new SyntaxError(`its end within a message at byte ${at}`);
  if (bytes.length < headBytes) bytes = await read(headBytes);
  const message = readMessage(aligned(bytes.subarray(before, headBytes)));
  if (at + headBytes + message.bodyBytes > sizeBytes) throw new SyntaxError(`its end within the batch at byte ${at}`);
  return { block: { at, headBytes, bodyBytes: message.bodyBytes }, message };
}

/** Not Node's Buffer. */
function aligned(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function int32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(at, true);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function unreadable(path: string, first: Uint8Array, cause: unknown): SyntaxError {
  const isOld = latin1(first.subarray(0, 4)) === "FEA1";
  const foreign = foreignBytes(first);
  const isForeign = foreign !== undefined && foreign.kind !== "an Arrow file";
  const got = isOld ? "the first version of Feather" : isForeign ? foreign.kind : reason(cause);
  const remedy = isOld
    ? "write it again, as by pyarrow.feather.write_feather"
    : isForeign
      ? foreign.remedy
      : "see that it is whole, or leave it out";
  return new SyntaxError(`Cannot read ${quote(path)} as it must be a file or stream of Arrow: got ${got}; ${remedy}`, {
    cause,
  });
}
