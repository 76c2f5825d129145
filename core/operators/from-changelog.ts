import { type Batch, changeKind, lengthOf, makeBatch } from "../data/batch.ts";
import { mendedKinds } from "../data/change-pairs.ts";
import type { Column } from "../data/column.ts";
import { any } from "../data/data-type.ts";
import { rowText } from "../data/explained-error.ts";
import { encodeKey } from "../data/key-group.ts";
import { valueSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import { valueState } from "../state/keyed-state.ts";
import { changeNames } from "./changelog.ts";
import { type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Operator, OperatorContext } from "./operator.ts";

/** What a record of a changelog says: what is done, and to which row. */
export interface DescribedChange {
  readonly change: unknown;
  readonly row: unknown;
  /** Columns whose values the record does not know: they stay what they were. Of upserts only. */
  readonly keptColumns?: readonly string[] | null;
}

const names: readonly string[] = [...changeNames, "upsert"];

/** Rows `{ change, row }` as a changelog, as they come: each takes back a whole row that came before. */
export function fromChangelog(): Operator {
  return {
    name: "fromChangelog",
    selection: "accepts",
    gives: "changes",
    open: (context) => ({
      batch: (batch) => {
        const out = gathered(batch);
        eachChange(context, batch, ["insert", "updateBefore", "updateAfter", "delete"], (change, given, row) =>
          out.add(changeNames.indexOf(change as (typeof changeNames)[number]), given, row),
        );
        const changes = out.batch();
        if (changes === undefined) return;
        // Halves of an update that are not side by side are a delete and an insert.
        const all = Int32Array.from({ length: changes.rowCount }, (_, row) => row);
        context.emit({ ...changes, kinds: mendedKinds(changes.kinds!, undefined, all) });
      },
    }),
  };
}

/**
 * Rows `{ change, row }` as a changelog by key: the row that a key had is remembered, so that an upsert takes it back, and so
 * does a delete that names the key alone. What says nothing new gives nothing; an updateBefore says nothing here.
 */
export function fromUpserts(key: KeySpec): Operator {
  const rows = valueState<{ readonly row: unknown }>("rows", undefined, "memory or disk");
  return {
    name: "fromChangelog",
    details: { key: key?.names.join(", ") ?? "none" },
    state: [rows],
    selection: "accepts",
    gives: "changes",
    open: (context) => {
      const state = context.state(rows);
      const input = keyedInput(context, key, []);
      return {
        batch: (given) => {
          const keyed = input(given);
          if (keyed === undefined) return;
          state.readAhead(keyed.keys, keyed.batch.selection, lengthOf(keyed.batch));
          const out = gathered(keyed.batch);
          eachChange(context, keyed.batch, names, (change, said, row, kept) => {
            const number = keyed.keys[row]!;
            const before = state.get(number);
            if (change === "updateBefore") return;
            if (change === "delete") {
              if (before === undefined) return;
              state.delete(number);
              return out.add(changeKind.delete, before.row, row);
            }
            const value = kept ? withKept(said, kept, before?.row) : said;
            if (value === undefined) {
              const error = notKnown(kept!, said, context.step);
              return context.fail({ doing: "read a change", error, explained: true, batch: keyed.batch, row });
            }
            state.set(number, { row: value });
            if (before === undefined) return out.add(changeKind.insert, value, row);
            if (isSame(before.row, value)) return;
            out.add(changeKind.updateBefore, before.row, row);
            out.add(changeKind.updateAfter, value, row);
          });
          const changes = out.batch();
          if (changes !== undefined) context.emit(changes);
        },
      };
    },
  };
}

/** A row with what columns had before; undefined where nobody knows that. */
function withKept(row: unknown, kept: readonly string[], before: unknown): unknown {
  if (before === undefined) return undefined;
  const had = before as Readonly<Record<string, unknown>>;
  if (!kept.every((name) => Object.hasOwn(had, name))) return undefined;
  return { ...(row as object), ...Object.fromEntries(kept.map((name) => [name, had[name]])) };
}

function notKnown(kept: readonly string[], row: unknown, step: string): TypeError {
  const columns = kept.map((name) => JSON.stringify(name)).join(", ");
  return new TypeError(
    `Cannot read a change in ${step} as the value of ${columns}, which it leaves as it was, must be known by its key: got no row before ${rowText(row)}; read from a snapshot on, or have the database tell it (REPLICA IDENTITY FULL in PostgreSQL)`,
  );
}

function isSame(a: unknown, b: unknown): boolean {
  const [left, right] = [encodeKey(a), encodeKey(b)];
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** Calls back with what each record says; one that says nothing known is a failed record. */
function eachChange(
  context: OperatorContext,
  batch: Batch,
  known: readonly string[],
  visit: (change: string, row: unknown, at: number, kept?: readonly string[] | null) => void,
): void {
  const read = rowReader(batch);
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    const { change, row: value, keptColumns } = read(row) as DescribedChange;
    if (typeof change === "string" && known.includes(change)) visit(change, value, row, keptColumns);
    else
      context.fail({
        doing: "read a change",
        error: unknown(change, known, context.step),
        explained: true,
        batch,
        row,
      });
  }
}

function unknown(change: unknown, known: readonly string[], step: string): TypeError {
  const got = typeof change === "string" ? JSON.stringify(change.slice(0, 80)) : String(change);
  const hint =
    change === "upsert" ? '; say what rows are known by, with by: "id"' : "; translate it in change: (record) => …";
  return new TypeError(
    `Cannot read a change in ${step} as it must be ${known.map((each) => JSON.stringify(each)).join(", ")}: got ${got}${hint}`,
  );
}

const schema = valueSchema(any);

/** Rows under way, each with the event time of the record that it comes of. */
function gathered({ times }: Batch) {
  const values: unknown[] = [];
  const kinds: number[] = [];
  const rows: number[] = [];
  return {
    add: (kind: number, value: unknown, row: number): void => {
      values.push(value);
      kinds.push(kind);
      rows.push(row);
    },
    batch: (): Batch | undefined => {
      if (values.length === 0) return undefined;
      const column: Column = { type: any, layout: "values", values, validity: undefined };
      return makeBatch(schema, values.length, [column], {
        times: times && Float64Array.from(rows, (row) => times[row]!),
        kinds: Uint8Array.from(kinds),
      });
    },
  };
}
