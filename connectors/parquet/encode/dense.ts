import type { Column } from "../../../core/io/mod.ts";

/** Some rows of a column that was written, as it came. */
export interface Piece {
  readonly column: Column;
  readonly rows: number;
}

/** The values of a leaf in one row group, absent ones left out, as Parquet stores them. */
export type Dense =
  | { readonly kind: "bits"; readonly count: number; readonly values: Uint8Array }
  | { readonly kind: "fixed"; readonly count: number; readonly width: number; readonly words: Int32Array }
  | ({ readonly kind: "bytes"; readonly count: number } & ByteViews)
  | { readonly kind: "coded"; readonly count: number; readonly codes: Int32Array; readonly entries: ByteViews };

export interface ByteViews {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** A value that the file's type cannot hold; the caller knows the column. */
export class Unwritable extends Error {
  readonly value: unknown;

  constructor(value: unknown) {
    super("a value of another type");
    this.value = value;
  }
}

/** A value that JSON has not, in which columns of mixed values and of plain objects are written. */
export class NoJson extends Unwritable {}

/** Which rows have a value, over all pieces; undefined where all have. */
export interface Presence {
  readonly rows: number;
  readonly present: number;
  readonly validity: Uint8Array | undefined;
}
