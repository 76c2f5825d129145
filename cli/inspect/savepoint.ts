import { countText, tableText } from "../../core/display/mod.ts";
import { savepointContents } from "../../core/mod.ts";
import type { Inspected } from "./inspect.ts";

/** What a checkpoint or savepoint holds: where its sources stood, and what states it has. */
export async function inspectSavepoint(path: string): Promise<Inspected> {
  const found = await savepointContents(path);
  const { job, takenMs, kind, states, sources, origin } = found;
  const sizeBytes = states.reduce((sum, { bytes }) => sum + bytes, 0);
  const view = (rows: readonly Readonly<Record<string, unknown>>[], columns: readonly (readonly [string, string])[]) =>
    tableText(
      {
        rowCount: rows.length,
        columns: columns.map(([name, type]) => ({ name, type, values: rows.map((row) => row[name]) })),
      },
      { head: rows.length },
    );
  const lines = [
    `${found.path}: a ${kind} of ${job ?? "a job without a name"}, taken ${new Date(takenMs).toISOString()}, ${countText(sizeBytes, "byte")} of state`,
    ...(origin === null ? [] : [`its run began from ${origin}`]),
    "",
    "states",
    view(
      states.map((each) => ({ ...each, fields: each.fields?.join(", ") ?? null })),
      [
        ["step", "string"],
        ["state", "string"],
        ["scope", "string"],
        ["subtasks", "int32"],
        ["bytes", "int64"],
        ["fields", "string"],
      ],
    ),
    ...(sources.length === 0
      ? []
      : [
          "",
          "sources",
          view(sources as never, [
            ["step", "string"],
            ["splits", "int32"],
            ["begun", "int32"],
            ["ended", "int32"],
          ]),
        ]),
  ];
  return { text: `${lines.join("\n")}\n`, data: { ...found } };
}
