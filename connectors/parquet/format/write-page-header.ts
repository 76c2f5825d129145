import type { Encoding } from "./names.ts";
import { encodings } from "./names.ts";
import { i32, struct, thriftBytes } from "./thrift-writer.ts";

interface PageSizes {
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  readonly checksum: number;
  readonly valueCount: number;
}

export function dataPageHeader(sizes: PageSizes, encoding: Encoding): Uint8Array {
  const rle = encodings.indexOf("RLE");
  const content = struct(
    [1, i32(sizes.valueCount)],
    [2, i32(encodings.indexOf(encoding))],
    [3, i32(rle)],
    [4, i32(rle)],
  );
  return thriftBytes([...common(0, sizes), [5, content]]);
}

export function dictionaryPageHeader(sizes: PageSizes): Uint8Array {
  const content = struct([1, i32(sizes.valueCount)], [2, i32(encodings.indexOf("PLAIN"))]);
  return thriftBytes([...common(2, sizes), [7, content]]);
}

function common(type: number, { uncompressedBytes, compressedBytes, checksum }: PageSizes) {
  return [
    [1, i32(type)],
    [2, i32(uncompressedBytes)],
    [3, i32(compressedBytes)],
    [4, i32(checksum | 0)],
  ] as const;
}
