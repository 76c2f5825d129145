import type { Batch } from "../../core/data/batch.ts";
import type { Source } from "../../core/io/source.ts";

const batchRows = 8192;

/** Every batch of a source, each valid only during the call unless the source says otherwise. */
export async function readBatches(
  source: Source<unknown>,
  columns: readonly string[] | undefined,
  add: (batch: Batch) => void,
): Promise<void> {
  const request = { columns, conditions: [] };
  for (const split of await source.splits(request)) {
    const reader = await source.open(split, undefined, {
      request,
      batchRows,
      signal: new AbortController().signal,
      onBadRecord: ({ message }) => {
        throw new Error(message);
      },
    });
    for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) add(batch);
    await reader.close();
  }
}

/** A source of batches that stay in memory: making them is not measured. */
export function heldSource(batches: readonly Batch[]): Source<unknown> {
  const { schema } = batches[0]!;
  const rows = batches.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return {
    name: "held",
    boundedness: "bounded",
    describe: async () => ({ schema, rows }),
    splits: async () => [{ id: "all", rows }],
    open: async () => {
      let next = 0;
      return { read: () => batches[next++], position: () => next, close: async () => undefined };
    },
  };
}
