import type { FileInfo, FileSystem } from "../../core/io/mod.ts";
import { foreignBytes, json, markup, readHints, type TypeHints } from "../files/mod.ts";
import { quote, reason } from "./errors.ts";
import type { FileMetadata, RowGroup } from "./format/metadata.ts";
import { readMetadata } from "./format/read-metadata.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { leavesOf, schemaColumns } from "./format/schema-tree.ts";

/** A Parquet file whose footer has been read and found sound. */
export interface ParquetFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly files: FileSystem;
  readonly metadata: FileMetadata;
  readonly columns: readonly SchemaNode[];
  /** Types of columns that the values alone do not tell. */
  readonly hints: TypeHints;
}

const magic = "PAR1";
const encryptedMagic = "PARE";
const tailBytes = 8; // size of the footer, magic
/** Read at once: the footers of most files are within. */
const firstReadBytes = 64 * 1024;

export async function openFile(
  files: FileSystem,
  { path, sizeBytes }: Pick<FileInfo, "path" | "sizeBytes">,
): Promise<ParquetFile> {
  const footer = await readFooter(files, path, sizeBytes);
  try {
    const metadata = readMetadata(footer);
    const columns = schemaColumns(metadata.schema);
    checkNames(columns, path);
    for (const group of metadata.rowGroups) checkGroup(group, columns, sizeBytes);
    return { path, sizeBytes, files, metadata, columns, hints: readHints(metadata.keyValues) };
  } catch (cause) {
    if (cause instanceof NamedTwice) throw cause;
    throw new SyntaxError(
      `Cannot read the footer of ${quote(path)} as it must be Parquet metadata: got ${reason(cause)}; ` +
        "the file is damaged or was not written to its end: write it again",
      { cause },
    );
  }
}

async function readFooter(files: FileSystem, path: string, sizeBytes: number): Promise<Uint8Array> {
  if (sizeBytes === 0) throw foreign(path, "an empty file", "write it again, or leave it out");
  if (sizeBytes < tailBytes + magic.length) throw await withoutMagic(files, path, "");
  const tail = await files.read(path, { start: Math.max(0, sizeBytes - firstReadBytes), end: sizeBytes });
  const ending = latin1(tail.subarray(tail.length - magic.length));
  if (ending === encryptedMagic) throw foreign(path, "an encrypted footer (PARE)", "decrypt it first");
  if (ending !== magic) throw await withoutMagic(files, path, ending);
  const footerBytes = new DataView(tail.buffer, tail.byteOffset + tail.length - tailBytes).getUint32(0, true);
  const start = sizeBytes - tailBytes - footerBytes;
  if (start < magic.length) {
    const claim = `a footer of ${footerBytes} bytes in a file of ${sizeBytes}`;
    throw foreign(path, claim, "the file is damaged: write it again");
  }
  if (footerBytes + tailBytes <= tail.length) {
    return tail.subarray(tail.length - tailBytes - footerBytes, tail.length - tailBytes);
  }
  return files.read(path, { start, end: sizeBytes - tailBytes });
}

/** A file that begins as Parquet but does not end so was cut off; others are of another kind. */
async function withoutMagic(files: FileSystem, path: string, ending: string): Promise<Error> {
  const beginning = await files.read(path, { start: 0, end: 1000 });
  return latin1(beginning.subarray(0, 4)) === magic
    ? foreign(
        path,
        ending === "" ? `${beginning.length} bytes` : `${JSON.stringify(ending)} at its end`,
        "the file was cut off: copy or write it again",
      )
    : foreign(path, `${JSON.stringify(latin1(beginning.subarray(0, 16)))} at its beginning`, hint(beginning));
}

function hint(beginning: Uint8Array): string {
  const text = new TextDecoder().decode(beginning);
  const found = foreignBytes(beginning) ?? markup(text) ?? json(text);
  if (found !== undefined) return `it looks like ${found.kind}: ${found.remedy}`;
  if (!/[\0\ufffd]/.test(text)) return "it looks like text: if it is CSV, read it with csv()";
  return text.startsWith("ORC")
    ? "it looks like ORC: convert it to Parquet"
    : "it is some other kind of file: check the location";
}

function foreign(path: string, got: string, remedy: string): SyntaxError {
  return new SyntaxError(
    `Cannot read ${quote(path)} as Parquet as it must begin and end with "${magic}": got ${got}; ${remedy}`,
  );
}

const mostRows = 2 ** 27;

/** What later code relies on: a chunk for each leaf, inside the file, and a number of rows that memory can hold. */
function checkGroup(group: RowGroup, columns: readonly SchemaNode[], sizeBytes: number): void {
  const leaves = columns.at(-1)?.endLeaf ?? 0;
  if (group.chunks.length !== leaves) throw new RangeError(`${group.chunks.length} chunks for ${leaves} columns`);
  if (!(group.rows >= 0 && group.rows <= mostRows)) throw new RangeError(`a row group of ${group.rows} rows`);
  for (const [leaf, { element, path }] of leavesOf(columns).entries()) {
    const chunk = group.chunks[leaf]!;
    // Both say it: where they differ one is damaged, and the values of another type would be read.
    if (chunk.physical !== element.physical || chunk.path.join("\0") !== path.join("\0")) {
      const [says, has] = [chunk, { path, physical: element.physical }].map(
        (one) => `${one.physical} "${one.path.join(".")}"`,
      );
      throw new RangeError(`a chunk of ${says} for the column ${has}`);
    }
  }
  for (const { start, compressedBytes, valueCount, path } of group.chunks) {
    if (!(start >= 0 && compressedBytes >= 0 && start + compressedBytes <= sizeBytes)) {
      throw new RangeError(
        `column "${path.join(".")}" at bytes ${start} to ${start + compressedBytes} of ${sizeBytes}`,
      );
    }
    if (!(valueCount >= 0 && valueCount <= mostRows)) throw new RangeError(`${valueCount} values in one row group`);
  }
}

/** Names that nobody can tell apart, in a file that may be whole. */
class NamedTwice extends TypeError {}

/** @param above The field that they are of; none of the columns. */
function checkNames(nodes: readonly SchemaNode[], path: string, above: readonly string[] = []): void {
  const seen = new Set<string>();
  for (const { element, children } of nodes) {
    if (seen.has(element.name)) {
      const of = above.length === 0 ? "columns" : `fields of ${quote(above.join("."))}`;
      throw new NamedTwice(
        `Cannot read ${quote(path)} as its ${of} must differ in their names: got two of the name ${quote(element.name)}; ` +
          "write it again with another name for one of them, as DuckDB does where it reads and writes it",
      );
    }
    seen.add(element.name);
    checkNames(children, path, [...above, element.name]);
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
