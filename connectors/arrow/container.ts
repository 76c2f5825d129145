import { type FileInfo, type FileSystem, fileSystemOf } from "../../core/io/mod.ts";
import { foreignBytes, readHints, type TypeHints } from "../files/mod.ts";
import { MoreBehind, quote, reason } from "./errors.ts";
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
  readonly hints: TypeHints;
  /** Where dictionaries and batches lie; of a stream only where its messages begin. */
  readonly blocks: { readonly dictionaries: readonly Block[]; readonly batches: readonly Block[] } | undefined;
  readonly dataStart: number;
  /** What the first message of a stream shows of all of them. */
  readonly framing?: Framing;
}

interface Framing {
  /** Whether a mark stands before the size of each message, and before the end. */
  readonly isMarked: boolean;
  /** What its messages are rounded up to, or a multiple of it. */
  readonly alignment: number;
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
      ? await openFile(files, path, sizeBytes, first)
      : await openStream(files, path, sizeBytes, first);
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof RangeError) throw unreadable(path, first, cause);
    throw cause;
  }
}

async function openFile(
  files: ArrowFile["files"],
  path: string,
  sizeBytes: number,
  first: Uint8Array,
): Promise<ArrowFile> {
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
  const [dictionaries, batches] = [blocks(2), blocks(3)];
  await mustNameAll({ files, path, sizeBytes }, [...dictionaries, ...batches], first, start);
  return {
    path,
    sizeBytes,
    files,
    fields,
    hints: readHints(notes),
    blocks: { dictionaries, batches },
    dataStart: magicBytes,
  };
}

/** No message may lie between those that the footer names: a damaged footer would lose its rows without a word. */
async function mustNameAll(
  file: Pick<ArrowFile, "files" | "path" | "sizeBytes">,
  blocks: readonly Block[],
  first: Uint8Array,
  end: number,
): Promise<void> {
  // Polars begins further behind: there only what lies between and behind its batches is looked at.
  const isUsual = isMessage(first, magicBytes);
  const schema = isUsual ? await messageAt(file, magicBytes, first.subarray(magicBytes)) : undefined;
  let at = schema === undefined ? Math.min(end, ...blocks.map((block) => block.at)) : 0;
  if (schema !== undefined) at = magicBytes + schema.block.headBytes + schema.block.bodyBytes;
  for (const block of [...blocks].sort((a, b) => a.at - b.at)) {
    if (block.at > at) await mustBeNone(file, at, block.at);
    at = block.at + block.headBytes + block.bodyBytes;
  }
  await mustBeNone(file, at, end);
}

async function mustBeNone({ files, path }: Pick<ArrowFile, "files" | "path">, at: number, end: number): Promise<void> {
  if (end - at < 8) return;
  const mark = await files.read(path, { start: at, end: at + 8 });
  if (isMessage(mark, 0)) throw new RangeError(`a message at byte ${at} that the footer does not name`);
}

function isMessage(bytes: Uint8Array, at: number): boolean {
  return int32(bytes, at) === continuation && int32(bytes, at + 4) > 0;
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
  if (bodyBytes !== 0) throw new RangeError(`a schema with ${bodyBytes} bytes of values`);
  const framing = { isMarked: int32(first, 0) === continuation, alignment: alignmentOf(headBytes) };
  return { ...file, fields, hints: readHints(notes), blocks: undefined, dataStart: headBytes, framing };
}

export interface Found {
  readonly block: Block;
  readonly message: Message;
}

const continuation = -1;
/** No message needs more; one that claims it is damaged or hostile. */
const mostHeadBytes = 2 ** 28;
const usualHeadBytes = 2 ** 14;

/** Writers round messages up to so many bytes at most. */
const mostAlignment = 64;

/** The greatest that a message of so many bytes can be rounded up to. */
export function alignmentOf(headBytes: number): number {
  return Math.min(mostAlignment, headBytes & -headBytes);
}

type Framed = Pick<ArrowFile, "files" | "path" | "sizeBytes" | "framing">;

/**
 * The message that begins at a byte of a file, unless that is its end. Since version 0.15 a mark of four bytes comes before its size.
 *
 * @param known Bytes from there on that were read already.
 */
export async function messageAt(file: Framed, at: number, known?: Uint8Array): Promise<Found | undefined> {
  const { files, path, sizeBytes, framing } = file;
  if (at >= sizeBytes) return undefined;
  const read = (length: number): Promise<Uint8Array> =>
    files.read(path, { start: at, end: Math.min(sizeBytes, at + length) });
  let bytes = known ?? (await read(usualHeadBytes));
  const isMarked = bytes.length >= 4 && int32(bytes, 0) === continuation;
  if (framing !== undefined && isMarked !== framing.isMarked)
    throw new SyntaxError(`a message ${isMarked ? "with" : "without"} a mark at byte ${at}, where others are not so`);
  const before = isMarked ? 8 : 4;
  if (bytes.length < before) throw new SyntaxError(`its end within a message at byte ${at}`);
  const size = int32(bytes, before - 4);
  if (size === 0) {
    if (framing !== undefined) await mustBeEnd(file, at + before);
    return undefined;
  }
  const headBytes = before + size;
  if (size < 0 || headBytes > mostHeadBytes) throw new RangeError(`a message of ${size} bytes at byte ${at}`);
  if (at + headBytes > sizeBytes) throw new SyntaxError(`its end within a message at byte ${at}`);
  if (bytes.length < headBytes) bytes = await read(headBytes);
  const message = readMessage(aligned(bytes.subarray(before, headBytes)));
  const next = at + headBytes + message.bodyBytes;
  if (next > sizeBytes) throw new SyntaxError(`its end within the batch at byte ${at}`);
  const room = { bytes: bytes.subarray(before + message.end, headBytes), isLast: next === sizeBytes };
  if (isTooLong(headBytes, room, framing))
    throw new RangeError(`a message of ${size} bytes at byte ${at}, which says all in ${message.end}`);
  return { block: { at, headBytes, bodyBytes: message.bodyBytes }, message };
}

/**
 * Whether values, or the next message, must have been taken for a part of a message, by the room behind what it says. Eight bytes too
 * many, which our own writer leaves, the next message tells.
 */
function isTooLong(headBytes: number, room: { bytes: Uint8Array; isLast: boolean }, framing?: Framing): boolean {
  const roomBytes = room.bytes.length;
  const most = Math.min(alignmentOf(headBytes), framing?.alignment ?? mostAlignment);
  if (most < 8 || roomBytes < 8) return most < 8;
  return (roomBytes >= most && (roomBytes > 8 || room.isLast)) || room.bytes.some((byte) => byte !== 0);
}

/** Behind the end of a stream nothing may stand but room: rows of another stream would be lost without a word. */
async function mustBeEnd({ files, path, sizeBytes }: Framed, end: number): Promise<void> {
  for (let at = end; at < sizeBytes; at += firstBytes) {
    const bytes = await files.read(path, { start: at, end: Math.min(sizeBytes, at + firstBytes) });
    const place = bytes.findIndex((byte) => byte !== 0);
    if (place >= 0) throw new MoreBehind(path, at + place);
  }
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
