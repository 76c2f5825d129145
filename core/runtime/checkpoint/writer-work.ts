import type { CodePlace } from "../../platform/mod.ts";
import type { Sums } from "./checksums.ts";

/** What the thread that writes state is told of a file, by the file's number. */
export type WriterOrder =
  | { readonly file: number; readonly kind: "open"; readonly path: string; readonly at: number }
  | { readonly file: number; readonly kind: "append"; readonly pieces: readonly SentPiece[] }
  | { readonly file: number; readonly kind: "close" };

export interface SentPiece {
  /** Handed over, unless its memory is shared. */
  readonly bytes: Uint8Array;
  /** Length and sums of what may be the same. */
  readonly known: readonly [length: number, sums: Sums] | undefined;
}

/** What it says: that it is there; that an order is carried out, or could not be. */
export type WriterAnswer =
  | { readonly kind: "ready" }
  | { readonly file: number; readonly kind: "appended"; readonly placed: readonly SentPlace[] }
  | { readonly file: number; readonly kind: "closed"; readonly end: number }
  | { readonly file: number; readonly kind: "failed"; readonly message: string; readonly code: string | undefined };

export interface SentPlace {
  /** Where it was written; -1 where it is what was known. */
  readonly at: number;
  readonly sums: Sums;
  readonly bytes: Uint8Array;
}

/**
 * The work of a thread that writes files of state: checksums, and waiting for the system. Only its text goes there: it uses
 * nothing but its arguments.
 */
export function writerWork(
  { port, openSync, writeSync, closeSync }: CodePlace,
  sum: (bytes: Uint8Array, seed: number) => number,
  sumsBy: (by: typeof sum, bytes: Uint8Array, both: boolean) => Sums,
  isSame: (sums: Sums, others: Sums) => boolean,
): void {
  const files = new Map<number, { readonly handle: number; at: number }>();
  const padding = new Uint8Array(8);
  const write = (file: { readonly handle: number; at: number }, bytes: Uint8Array, length: number): void => {
    for (let from = 0; from < length; ) {
      const count = writeSync(file.handle, bytes, from, length - from, file.at);
      from += count;
      file.at += count;
    }
  };
  const append = (number: number, pieces: readonly SentPiece[]): void => {
    const file = files.get(number);
    if (file === undefined) return;
    const placed = pieces.map(({ bytes, known }): SentPlace => {
      const sums = sumsBy(sum, bytes, known !== undefined);
      if (known !== undefined && known[0] === bytes.length && isSame(known[1], sums)) return { at: -1, sums, bytes };
      const { at } = file;
      write(file, bytes, bytes.length);
      write(file, padding, (8 - (bytes.length % 8)) % 8);
      return { at, sums, bytes };
    });
    const memory = new Set(placed.flatMap(({ bytes: { buffer } }) => (buffer instanceof ArrayBuffer ? buffer : [])));
    port.postMessage({ file: number, kind: "appended", placed }, [...memory]);
  };
  const close = (number: number): void => {
    const file = files.get(number);
    files.delete(number);
    if (file === undefined) return;
    closeSync(file.handle);
    port.postMessage({ file: number, kind: "closed", end: file.at }, []);
  };
  port.on("message", (order: WriterOrder) => {
    try {
      if (order.kind === "open") files.set(order.file, { handle: openSync(order.path, "r+"), at: order.at });
      else if (order.kind === "append") append(order.file, order.pieces);
      else close(order.file);
    } catch (error) {
      const { message, code } = error as { message: string; code?: string };
      port.postMessage({ file: order.file, kind: "failed", message, code }, []);
      // What comes for it from now on is of no use.
      const file = files.get(order.file);
      files.delete(order.file);
      if (file !== undefined) closeSync(file.handle);
    }
  });
  port.postMessage({ kind: "ready" }, []);
}
