import { any } from "../../data/data-type.ts";
import { rowSchema } from "../../data/schema.ts";
import type { Sink } from "../../io/sink.ts";
import type { Dataset } from "../dataset.ts";
import { from, type TypedFromOptions } from "../from.ts";
import { type Cells, isRecord } from "./cells.ts";
import { csvLines } from "./formats.ts";

/** The rows as a dataset, of the types that are known, its columns in their order. */
export function datasetOf({ rows, names, types }: Cells): Dataset<unknown> {
  const isPlain = types.size === 0 && !names.some(isBeforeOthers);
  if (isPlain || !rows.every(isRecord)) return from(rows);
  const schema = rowSchema(names.map((name) => ({ name, type: types.get(name) ?? any })));
  return from(rows, { schema } as TypedFromOptions<unknown>);
}

/** A key that an object has before all others, as a year, whenever it was given. */
function isBeforeOthers(name: string): boolean {
  return /^(0|[1-9]\d*)$/.test(name);
}

/** A text of CSV, with a first line of names. */
export async function csvText(cells: Cells): Promise<string> {
  const writer = await csvLines();
  const decoder = new TextDecoder();
  let text = "";
  const sink: Sink<unknown> = {
    name: "text of CSV",
    guarantee: "none",
    thread: "main",
    takes: "views",
    open: async ({ schema: known }) => ({
      write: (batch) => {
        text += decoder.decode(writer.lines(batch));
      },
      finish: async () => {
        text += decoder.decode(writer.end(known));
      },
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
  };
  await datasetOf(cells).sinkTo(sink).run();
  return text;
}
