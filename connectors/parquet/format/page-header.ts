import type { Encoding, PageType } from "./names.ts";
import { encodings, nameOf, pageTypes } from "./names.ts";
import type { ThriftReader } from "./thrift-reader.ts";
import { booleanAt, numberAt, readStruct, requiredNumber, structAt } from "./thrift-reader.ts";

export interface PageHeader {
  readonly type: PageType;
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  /** CRC-32 of the page as stored. */
  readonly checksum: number | undefined;
  /** Values and nulls of the page, entries of a dictionary. */
  readonly valueCount: number;
  readonly encoding: Encoding;
  readonly levelEncoding: Encoding;
  /** Of data pages of the second version, whose levels stand uncompressed before the values. */
  readonly levels: { readonly repetitionBytes: number; readonly definitionBytes: number } | undefined;
  readonly compressed: boolean;
}

/** Reads a page header and leaves the reader at the page's content. */
export function readPageHeader(reader: ThriftReader): PageHeader {
  const page = readStruct(reader);
  const type = nameOf(pageTypes, requiredNumber(page, 1, "page type"), "page type");
  const content = structAt(page, { DATA_PAGE: 5, INDEX_PAGE: 6, DICTIONARY_PAGE: 7, DATA_PAGE_V2: 8 }[type]);
  const second = type === "DATA_PAGE_V2" ? content : undefined;
  return {
    type,
    uncompressedBytes: size(requiredNumber(page, 2, "uncompressed page size"), "uncompressed page size"),
    compressedBytes: size(requiredNumber(page, 3, "compressed page size"), "compressed page size"),
    checksum: numberAt(page, 4),
    valueCount: size(numberAt(content ?? [], 1) ?? 0, "number of values"),
    encoding: nameOf(encodings, numberAt(content ?? [], second === undefined ? 2 : 4) ?? 0, "encoding"),
    levelEncoding: nameOf(encodings, (type === "DATA_PAGE" ? numberAt(content ?? [], 3) : 3) ?? 3, "encoding"),
    levels: second && {
      definitionBytes: size(numberAt(second, 5) ?? 0, "size of definition levels"),
      repetitionBytes: size(numberAt(second, 6) ?? 0, "size of repetition levels"),
    },
    compressed: second === undefined || (booleanAt(second, 7) ?? true),
  };
}

function size(value: number, what: string): number {
  if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) throw new RangeError(`${what} ${value}`);
  return value;
}
