import { type ByteReader, type ByteWriter, readValue, writeValue } from "../data/codec.ts";
import type { Folding } from "../data/partial-columns.ts";

export interface PaneFolding extends Folding {
  readonly codec?: { readonly encode: (partial: never) => Uint8Array; readonly decode: (bytes: Uint8Array) => unknown };
}

export function writePartial(writer: ByteWriter, { codec }: PaneFolding, partial: unknown): void {
  writeValue(writer, codec === undefined ? partial : codec.encode(partial as never));
}

export function readPartial(reader: ByteReader, { codec }: PaneFolding): unknown {
  const value = readValue(reader);
  return codec === undefined ? value : codec.decode(value as Uint8Array);
}
