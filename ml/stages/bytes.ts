import { type ReadPiecesOptions, readPieces } from "../../core/mod.ts";

/** Bytes one behind another. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** A file of any file system as it is stored: bytes of numbers may begin as a packed file does. */
export async function storedBytes(
  path: string,
  options: Pick<ReadPiecesOptions, "absent"> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readPieces(path, { ...options, packed: "as stored" })) pieces.push(piece.slice());
  return joined(pieces);
}
