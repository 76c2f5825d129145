import { cellFormat, listFormat, mapFormat, sessionFormat, timerFormat, valueFormat } from "./entry-formats.ts";
import { paneFormat } from "./pane-format.ts";
import { placedFormat, rowsFormat } from "./row-formats.ts";
import { kindOfForm, type StateSchema } from "./state-schema.ts";
import type { StateFormat } from "./stored-entry.ts";

const plainForms: Readonly<Record<string, StateFormat>> = {
  value: cellFormat,
  reducing: cellFormat,
  list: listFormat,
  map: mapFormat,
  timers: timerFormat,
  rows: rowsFormat,
  "placed rows": placedFormat(false),
  "placed timed rows": placedFormat(true),
};

/** How state of a form is read and written apart from its operator; undefined where that is not known. */
export function formatOf(form: string, schema: StateSchema | undefined): StateFormat | undefined {
  if (Object.hasOwn(plainForms, form)) return plainForms[form];
  if (form.startsWith("aggregating(")) return cellFormat;
  if (form.startsWith("value(")) return valueFormat;
  const fields = schema?.fields ?? undefined;
  const kind = kindOfForm(form);
  if (fields === undefined || (kind !== "panes" && kind !== "sessions")) return undefined;
  return kind === "panes" ? paneFormat(fields) : sessionFormat(fields.map(({ name }) => name));
}
