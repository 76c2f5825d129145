import { type Batch, changeKind, lengthOf, makeBatch } from "../../../core/data/batch.ts";
import { any } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import type { Sink, Transaction } from "../../../core/io/sink.ts";
import type { Source } from "../../../core/io/source.ts";
import type { Life, Waiting } from "./life.ts";

const values = valueSchema(any);

export interface SourceSetup<Row> {
  readonly name: string;
  readonly boundedness: "bounded" | "unbounded";
  /** The rows of each split, in their order. */
  readonly splits: readonly (readonly Row[])[];
  readonly batchRows: number;
}

/** Rows by split, a few at a time, each when the scheduler lets it. */
export function simulatedSource<Row>(
  life: Waiting,
  { name, boundedness, splits, batchRows }: SourceSetup<Row>,
): Source<Row> {
  return {
    name,
    boundedness,
    splits: async () => {
      await life.gate(`${name}: splits`);
      return splits.map((_, at) => ({ id: `${at}` }));
    },
    open: async (split, position) => {
      await life.gate(`${name}/${split.id}: open`);
      const rows = splits[Number(split.id)]!;
      let next = position === undefined ? 0 : Number(position);
      return {
        read: async () => {
          await life.gate(`${name}/${split.id}: read at ${next}`);
          if (next === rows.length) return undefined;
          const given = rows.slice(next, next + batchRows);
          next += given.length;
          return makeBatch(values, given.length, [{ type: any, layout: "values", values: given, validity: undefined }]);
        },
        position: () => next,
        close: () => life.gate(`${name}/${split.id}: close`),
      };
    },
  };
}

/** A row as text, and whether it comes or goes. */
type Change = readonly [text: string, by: 1 | -1];

interface Prepared {
  readonly id: string;
  readonly changes: readonly Change[];
}

/** What readers of the sink see: it outlives every process. */
export class Committed {
  readonly changes: Change[] = [];
  readonly #ids = new Set<string>();

  commit({ id, changes }: Prepared): void {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.changes.push(...changes);
  }

  /** What is left, sorted. */
  rows(): string[] {
    const counts = new Map<string, number>();
    for (const [text, by] of this.changes) counts.set(text, (counts.get(text) ?? 0) + by);
    return [...counts]
      .flatMap(([text, count]) => {
        if (count < 0) throw new Error(`Cannot take back what was never given: got ${count} of ${text}`);
        return Array<string>(count).fill(text);
      })
      .sort();
  }
}

let lives = 0;

/**
 * A sink with transactions, each step of which may take its time, fail, or be cut short.
 *
 * @param life What it is used by: a thread writes, the process commits.
 */
export function simulatedSink(life: Waiting & Pick<Life, "onDeath">, committed: Committed): Sink<unknown> {
  const process = lives++;
  return {
    name: "committed",
    guarantee: "exactly-once",
    changes: "accepts",
    open: async ({ runId, subtask }) => {
      await life.gate("sink: open");
      let changes: Change[] = [];
      let number = 0;
      const own = lives++;
      return {
        write: (batch) => {
          const given = changesOf(batch);
          const take = (): void => void changes.push(...given);
          // What takes its time is not there before it is done.
          return life.random.next() < 0.5 ? take() : life.gate(`sink/${subtask}: write`).then(take);
        },
        prepare: async () => {
          const prepared: Prepared = { id: `${runId}/${process}/${own}/${number++}`, changes };
          changes = [];
          await life.gate(`sink/${subtask}: prepare`);
          return prepared.changes.length === 0 ? undefined : prepared;
        },
        close: () => life.gate(`sink/${subtask}: close`),
      };
    },
    commit: async (transactions: readonly Transaction[]) => {
      for (const transaction of transactions as readonly Prepared[]) {
        const happened = life.onDeath(() => committed.commit(transaction));
        await life.gate("sink: commit").finally(happened);
        committed.commit(transaction);
        await life.gate("sink: committed");
      }
    },
  };
}

function changesOf(batch: Batch): Change[] {
  const rows = rowsOf(batch);
  const places = batch.selection ?? Int32Array.from({ length: lengthOf(batch) }, (_, at) => at);
  return rows.map((row, at) => {
    const kind = batch.kinds?.[places[at]!] ?? changeKind.insert;
    const goes = kind === changeKind.delete || kind === changeKind.updateBefore;
    return [JSON.stringify(row), goes ? -1 : 1];
  });
}
