import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { compact } from "../data/compact.ts";
import type { Schema } from "../data/schema.ts";
import { typedColumn } from "../data/typed-column.ts";
import { rowsOf } from "../expression/row-reader.ts";
import type { ReadContext, Source } from "./source.ts";

/** A source of plain rows with their values checked and kept as columns of a schema. A row that does not fit is a bad record. */
export function typedSource<Row>(source: Source<unknown>, schema: Schema): Source<Row> {
  return {
    name: source.name,
    boundedness: source.boundedness,
    ...(source.unrepeatable === undefined ? {} : { unrepeatable: source.unrepeatable }),
    ...(source.thread === undefined ? {} : { thread: source.thread }),
    ...(source.readers === undefined ? {} : { readers: source.readers }),
    describe: async () => {
      const { source: inner, ...rest } = (await source.describe?.()) ?? {};
      return { ...rest, schema, ...(inner === undefined ? {} : { source: typedSource(inner, schema) }) };
    },
    ...(source.reach === undefined ? {} : { reach: (use) => source.reach!(use) }),
    splits: (request, stored) => source.splits(request, stored),
    ...(source.newSplits === undefined ? {} : { newSplits: (known, signal) => source.newSplits!(known, signal) }),
    ...(source.stored === undefined ? {} : { stored: (positions) => source.stored!(positions) }),
    open: async (split, position, context) => {
      const reader = await source.open(split, position, {
        ...context,
        request: { columns: undefined, conditions: [] },
      });
      let before = 0;
      const typed = (batch: Batch | undefined): Batch | undefined => {
        if (batch === undefined) return undefined;
        const result = typedBatch(source.name, rowsOf(batch), schema, context, before);
        before += lengthOf(batch);
        return result;
      };
      return {
        ...reader,
        read: () => {
          const read = reader.read();
          return read instanceof Promise ? read.then(typed) : typed(read);
        },
      };
    },
  };
}

function typedBatch(
  name: string,
  rows: readonly unknown[],
  schema: Schema,
  context: ReadContext,
  before: number,
): Batch {
  const bad = new Set<number>();
  const columns = schema.fields.map((field): Column => {
    const values = rows.map((row) => (row as Record<string, unknown> | null | undefined)?.[field.name]);
    return typedColumn(field.type, values, (row, reason) => {
      if (bad.has(row)) return;
      bad.add(row);
      report(context, name, field.name, before + row, rows[row], reason);
    });
  });
  const batch = makeBatch(schema, rows.length, columns);
  if (bad.size === 0) return batch;
  const good = Int32Array.from(rows.keys()).filter((row) => !bad.has(row));
  return compact({ ...batch, selection: good });
}

function report(
  context: ReadContext,
  source: string,
  column: string,
  row: number,
  value: unknown,
  reason: string,
): void {
  const position = `row ${row.toLocaleString("en-US")}`;
  const text = String(
    typeof value === "object"
      ? JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}n` : each))
      : value,
  ).slice(0, 300);
  const message = `Cannot read column ${JSON.stringify(column)} at ${position} of ${source} as ${reason}; mend the row, change the schema, or say from(…, { onError: "skip" })`;
  context.onBadRecord({ source, position, column, text, message });
}
