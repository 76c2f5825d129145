import { rowsOf } from "../../../core/expression/row-reader.ts";
import type { Sink } from "../../../core/io/sink.ts";

export type Happening = string;

export interface SinkBehaviour {
  /** What a write does beside noting its rows. */
  readonly write?: (rows: readonly unknown[]) => void | Promise<void>;
  readonly prepare?: () => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** A sink of two phases that notes everything that happens to it. */
export function notingSink(into: Happening[], behaviour: SinkBehaviour = {}, name = "sink"): Sink<unknown> {
  return {
    name,
    guarantee: "exactly-once",
    open: async ({ subtask }) => {
      const written: unknown[] = [];
      into.push(`${name} opens ${subtask}`);
      return {
        write: (batch) => {
          const rows = rowsOf(batch);
          into.push(`${name} writes ${rows.length}`);
          written.push(...rows);
          return behaviour.write?.(rows);
        },
        prepare: async () => {
          into.push(`${name} prepares ${subtask}`);
          await behaviour.prepare?.();
          return { rows: written };
        },
        close: async () => {
          into.push(`${name} closes ${subtask}`);
          await behaviour.close?.();
        },
      };
    },
    commit: async (transactions) => {
      const rows = transactions.flatMap((transaction) => (transaction as { rows: unknown[] }).rows);
      into.push(`${name} commits ${rows.length}`);
    },
    abort: async (transactions) => void into.push(`${name} aborts ${transactions.length}`),
  };
}
