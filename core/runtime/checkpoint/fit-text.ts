import type { KeyShape } from "../../data/key-shape.ts";
import type { StateFit } from "./fit-state.ts";

/** What state was made of and what it is to be, side by side. */
export function schemasTable(step: string, state: string, { key, form, windows, pairs }: StateFit): string {
  const shown = (field: { readonly name: string; readonly type: string } | undefined): string =>
    field === undefined ? "–" : `${field.name}: ${field.type}`;
  const fields = pairs.map(({ stored, declared, note }) => [shown(stored), shown(declared), note]);
  const forms = form.stored === form.declared || pairs.length > 0 ? [] : [[form.stored, form.declared, ""]];
  const keys =
    key.stored === null && key.declared === null ? [] : [[keyText(key.stored), keyText(key.declared), "key"]];
  const of = windows.stored === windows.declared ? [] : [[windows.stored ?? "–", windows.declared ?? "–", "windows"]];
  return aligned([[`${step}, ${state}: stored`, "this job", ""], ...forms, ...of, ...keys, ...fields]);
}

function keyText(key: KeyShape | null): string {
  if (key === null) return "any key";
  return key.of === "value" ? `key: one value (${key.names.join(", ")})` : `key: { ${key.names.join(", ")} }`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  return rows.map((row) => `  ${line(row)}`).join("\n");
}
