import type { ColumnChunk } from "../format/metadata.ts";
import type { SchemaNode } from "../format/schema-tree.ts";
import { decompress } from "./decompress.ts";
import type { LevelRange } from "./levels.ts";
import { levelsOf, prefixedLevels } from "./levels.ts";
import type { StoredPage } from "./pages.ts";
import type { PageMemory, PageValues } from "./values.ts";

/** A data page of either version: its levels, and its values, whose count the levels tell. */
export interface DataPage {
  readonly repetition: LevelRange | undefined;
  readonly definition: LevelRange | undefined;
  readonly values: Omit<PageValues, "count">;
}

export function dataPage(page: StoredPage, chunk: ColumnChunk, leaf: SchemaNode, memory: PageMemory): DataPage {
  const read = page.header.levels === undefined ? firstVersion : secondVersion;
  return read(page, chunk, leaf, memory);
}

/** All of it is packed; the levels carry their sizes. */
function firstVersion(
  { content, header }: StoredPage,
  chunk: ColumnChunk,
  leaf: SchemaNode,
  memory: PageMemory,
): DataPage {
  // Where there are no levels parquet-mr names another encoding.
  const hasLevels = leaf.repetition > 0 || leaf.definition > 0;
  if (hasLevels && header.levelEncoding !== "RLE") throw new RangeError(`levels in encoding ${header.levelEncoding}`);
  const bytes = decompress(content, chunk.codec, header.uncompressedBytes, memory);
  const repetition = leaf.repetition === 0 ? undefined : prefixedLevels(bytes, 0);
  const afterRepetition = repetition?.end ?? 0;
  const definition = leaf.definition === 0 ? undefined : prefixedLevels(bytes, afterRepetition);
  return {
    repetition,
    definition,
    values: { bytes, start: definition?.end ?? afterRepetition, encoding: header.encoding },
  };
}

/** The levels stand before the values, never packed; the header has their sizes. */
function secondVersion(
  { content, header }: StoredPage,
  chunk: ColumnChunk,
  leaf: SchemaNode,
  memory: PageMemory,
): DataPage {
  const { repetitionBytes, definitionBytes } = header.levels!;
  const repetition = levelsOf(content, 0, repetitionBytes);
  const definition = levelsOf(content, repetition.end, definitionBytes);
  // Of repetition some writers have levels where none repeats.
  if (leaf.definition === 0 && definitionBytes > 0)
    throw new RangeError(`levels of ${definitionBytes} bytes where the schema has none`);
  const packed = content.subarray(definition.end);
  const size = header.uncompressedBytes - repetitionBytes - definitionBytes;
  if (size < 0)
    throw new RangeError(
      `levels of ${repetitionBytes + definitionBytes} bytes in a page of ${header.uncompressedBytes}`,
    );
  // Without values there may be nothing to unpack, not even an empty frame.
  const codec = header.compressed && packed.length > 0 ? chunk.codec : "UNCOMPRESSED";
  const bytes = decompress(packed, codec, packed.length > 0 ? size : 0, memory);
  return {
    repetition: leaf.repetition === 0 ? undefined : repetition,
    definition: leaf.definition === 0 ? undefined : definition,
    values: { bytes, start: 0, encoding: header.encoding },
  };
}
