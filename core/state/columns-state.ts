import { type Batch, makeBatch } from "../data/batch.ts";
import { readBatch, writeBatch } from "../data/batch-codec.ts";
import { byteWriter, writtenBytes } from "../data/codec.ts";
import { take } from "../data/compact.ts";
import { concat } from "../data/concat.ts";
import type { Schema } from "../data/schema.ts";
import { operatorBytes, type Recoverable, type StateDeclaration } from "./state.ts";

/** The columns that an input has been seen to have: what a join pads with nulls where there is no partner. */
export interface ColumnsState {
  /** A batch of these columns without rows; undefined before the first. */
  readonly seen: Batch | undefined;
  see(batch: Batch): void;
}

export function columnsState(name: string): StateDeclaration<ColumnsState> {
  return { name, scope: "operator", form: "columns", create: memoryColumns };
}

const noRows = new Int32Array(0);

function memoryColumns(): ColumnsState & Recoverable {
  let seen: Batch | undefined;
  let last: Schema | undefined;
  const add = (batch: Batch): void => {
    seen = seen === undefined ? batch : concat([seen, batch]);
  };
  return {
    get seen() {
      return seen;
    },
    see: (batch) => {
      if (batch.schema === last) return;
      last = batch.schema;
      add(withoutRows(batch));
    },
    snapshot: () => {
      if (seen === undefined) return { scope: "operator", parts: [] };
      const writer = byteWriter();
      writeBatch(writer, seen);
      return { scope: "operator", parts: [writtenBytes(writer)] };
    },
    footprint: () => ({ entries: 0, bytes: 0 }),
    restore: (parts) => {
      for (const bytes of operatorBytes(parts)) add(readBatch({ bytes, at: 0 }));
    },
  };
}

function withoutRows(batch: Batch): Batch {
  const { schema, columns } = take(batch, noRows);
  return makeBatch(schema, 0, columns);
}
