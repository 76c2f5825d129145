import { crc32 } from "../../../core/platform/mod.ts";
import type { ColumnChunk } from "../format/metadata.ts";
import type { PageHeader } from "../format/page-header.ts";
import { readPageHeader } from "../format/page-header.ts";

/** A page as it lies in its chunk. */
export interface StoredPage {
  readonly header: PageHeader;
  /** Where it begins in the file, for errors. */
  readonly position: number;
  readonly content: Uint8Array;
}

/** The pages of a chunk one after the other, their checksums compared where the writer noted them. */
export function* storedPages(bytes: Uint8Array, chunk: ColumnChunk): Generator<StoredPage, void> {
  const reader = { bytes, at: 0 };
  let values = 0;
  while (values < chunk.valueCount && reader.at < bytes.length) {
    const position = chunk.start + reader.at;
    const header = readPageHeader(reader);
    const content = contentOf(bytes, reader.at, header);
    reader.at += header.compressedBytes;
    yield { header, position, content };
    if (header.type === "DATA_PAGE" || header.type === "DATA_PAGE_V2") values += header.valueCount;
  }
  if (values !== chunk.valueCount) throw new RangeError(`${values} values where the footer says ${chunk.valueCount}`);
}

function contentOf(bytes: Uint8Array, start: number, header: PageHeader): Uint8Array {
  const left = bytes.length - start;
  if (header.compressedBytes > left)
    throw new RangeError(`a page of ${header.compressedBytes} bytes where ${left} are left`);
  const content = bytes.subarray(start, start + header.compressedBytes);
  if (header.checksum !== undefined && crc32(content) !== header.checksum >>> 0) {
    throw new RangeError("a page whose checksum does not match");
  }
  return content;
}
