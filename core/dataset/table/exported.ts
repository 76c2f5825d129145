import { any } from "../../data/data-type.ts";
import { schema } from "../../data/user-schema.ts";
import type { Sink } from "../../io/sink.ts";
import type { Dataset } from "../dataset.ts";
import { from } from "../from.ts";
import { type Cells, isRecord } from "./cells.ts";
import { csvLines } from "./formats.ts";

/** The rows as a dataset, of the types that are known. */
export function datasetOf({ rows, names, types }: Cells): Dataset<unknown> {
  if (types.size === 0 || !rows.every(isRecord)) return from(rows);
  return from(rows, { schema: schema(Object.fromEntries(names.map((name) => [name, types.get(name) ?? any]))) });
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
