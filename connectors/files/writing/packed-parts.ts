import {
  gzip,
  hadoopBlocks,
  hasZstd,
  lz4Frame,
  type Packing,
  snappyStream,
  zstdCompress,
} from "../../../core/platform/mod.ts";
import type { FileLocation } from "../location.ts";
import type { TextFormat } from "./text-parts.ts";

/** How files of text are packed as they are written. */
export type TextCompression = "none" | "gzip" | "zstd" | "lz4" | "snappy";

interface TextPacking {
  /** How names end; the first is given to part files. */
  readonly endings: readonly [string, ...string[]];
  pack(bytes: Uint8Array): Uint8Array;
}

const packings: Readonly<Record<Exclude<TextCompression, "none">, TextPacking>> = {
  gzip: { endings: [".gz"], pack: gzip },
  zstd: { endings: [".zst"], pack: (bytes) => zstdCompress(bytes, 3) },
  lz4: { endings: [".lz4"], pack: lz4Frame },
  snappy: { endings: [".sz", ".snappy"], pack: snappyStream },
};

/** Packs bytes of files that were packed so; what is packed by another way is no such file. */
export function packerOf(packing: Packing): (bytes: Uint8Array) => Uint8Array {
  if (packing === "hadoop lz4") return (bytes) => hadoopBlocks("lz4", bytes);
  if (packing === "hadoop snappy") return (bytes) => hadoopBlocks("snappy", bytes);
  return packings[packing].pack;
}

/** How names of packed files end. */
export const packedEndings: readonly string[] = Object.values(packings).flatMap(({ endings }) => endings);

/**
 * The same format, packed: as the location ends (`out.csv.gz`, `out.csv.zst`, `out.csv.lz4`, `out.csv.sz`), or as is said for folders, whose part files then end so. A
 * file is one packed piece behind another, which all that unpack files of these kinds take for one.
 */
export function packedFormat(
  format: TextFormat,
  location: FileLocation,
  given: TextCompression | undefined,
): TextFormat {
  const named = namedBy(location);
  const compression = given ?? named ?? "none";
  if (named !== undefined && compression !== named) throw contradiction(format.name, named, compression);
  if (compression === "none") return format;
  if (compression === "zstd" && !hasZstd) throw notHere(format.name);
  const { endings, pack } = packings[compression];
  return {
    ...format,
    // A single file may be called by any of these; part files by the first.
    extensions: [
      ...endings.flatMap((ending) => format.extensions.map((extension) => `${extension}${ending}`)),
      ...format.extensions,
    ],
    encoder: (schema, path) => ({ ...format.encoder(schema, path), pack }),
  };
}

function namedBy(location: FileLocation): keyof typeof packings | undefined {
  const text = typeof location === "string" || location instanceof URL ? String(location).toLowerCase() : "";
  return (["gzip", "zstd", "lz4", "snappy"] as const).find((one) =>
    packings[one].endings.some((ending) => text.endsWith(ending)),
  );
}

function contradiction(name: string, named: string, given: string): TypeError {
  return new TypeError(
    `Cannot write ${name} as its name says ${named}: got compression ${JSON.stringify(given)}; leave compression out, or give another name`,
  );
}

function notHere(name: string): Error {
  return new Error(
    `Cannot write ${name} as this runtime must have Zstandard: got one without; use Node 22.15 or later, or gzip`,
  );
}
