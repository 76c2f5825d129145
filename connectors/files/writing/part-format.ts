import type { Batch, FileWriter, Schema } from "../../../core/io/mod.ts";

/** How rows become files. */
export interface PartFormat {
  /** For plans and errors, e.g. `csv(out/)`. */
  readonly name: string;
  /** The first is given to part files. */
  readonly extensions: readonly string[];
  /** What the sink says of the batches it is given. */
  readonly takes?: "compact" | "views";
  /** A batch as the format wants it; as it is unless said. */
  readonly shape?: (batch: Batch) => Batch;
  /** The columns of a file without rows where the plan does not know them. */
  readonly schema?: Schema;
  /** Begins a file with the schema of its first batch. */
  begin(schema: Schema, place: PartPlace): PartOutput;
  /**
   * Files that one writer ended one after another, as one: gives its temporary name. All but the first were begun as
   * `"continued"`; `schema` is that of the first batch of all.
   */
  join(temporaries: readonly string[], schema: Schema, place: PartPlace): Promise<string>;
}

/** Where a file is written. */
export interface PartPlace {
  /** The name it gets when it is published. */
  readonly path: string;
  /** Whether it goes on where another one ended, with which it will be joined. */
  readonly part: "whole" | "continued";
  /** A new file of that name, hidden until published. */
  create(): Promise<FileWriter>;
}

/** A file that is being written. */
export interface PartOutput {
  /** What it has taken so far. */
  readonly sizeBytes: number;
  /** Memory of rows that it has taken and not made bytes of. Default 0. */
  readonly heldBytes?: number;
  /** Columns of this schema that keep a batch from standing in the same file. */
  misses(schema: Schema): readonly string[];
  /** Takes a batch in the form that the format's `takes` says; the promise is settled when there is room for more. */
  write(batch: Batch): Promise<void>;
  /** Writes the rest and gives its temporary name; the same one when asked again. */
  finish(): Promise<string>;
  /** Removes what was written. */
  abort(): Promise<void>;
}
