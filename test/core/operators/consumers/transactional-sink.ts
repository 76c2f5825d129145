import { decodeValue, encodeValue } from "../../../../core/data/codec.ts";
import { rowsOf } from "../../../../core/expression/row-reader.ts";
import type { Sink } from "../../../../core/io/sink.ts";

/** A database as far as a sink sees it: it outlives the processes that write to it. */
export interface Database {
  /** Rows that are written but not committed, by transaction. */
  readonly staged: Map<string, Uint8Array>;
  readonly committed: Set<string>;
  readonly rows: unknown[];
}

export function database(): Database {
  return { staged: new Map(), committed: new Set(), rows: [] };
}

/**
 * What a transactional sink needs of its contract: rows are staged under a name of their own by `prepare`, made visible
 * by `commit`, which may come again after a crash, and dropped by `abort`.
 */
export function transactionalSink<Row>(into: Database): Sink<Row> {
  return {
    name: "transactions",
    guarantee: "exactly-once",
    takes: "views",
    open: async ({ runId, subtask }) => {
      let rows: unknown[] = [];
      return {
        write: (batch) => void rows.push(...rowsOf(batch)),
        prepare: async () => {
          if (rows.length === 0) return undefined;
          const name = `${runId}/${subtask}/${into.staged.size + into.committed.size}`;
          into.staged.set(name, encodeValue(rows));
          rows = [];
          return name;
        },
        close: async () => undefined,
      };
    },
    commit: async (transactions) => {
      for (const name of transactions as readonly string[]) {
        if (into.committed.has(name)) continue;
        into.rows.push(...(decodeValue(into.staged.get(name)!) as unknown[]));
        into.committed.add(name);
        into.staged.delete(name);
      }
    },
    abort: async (transactions) => {
      for (const name of transactions as readonly string[]) into.staged.delete(name);
    },
  };
}
