import { type Batch, missingColumn, type Schema, valueAt } from "../../core/io/mod.ts";
import { type PartEncoder, wholeText } from "../files/mod.ts";

/** Texts as lines. */
export function lineEncoder(schema: Schema, path: string): PartEncoder {
  lineIn(schema, path);
  return {
    header: new Uint8Array(0),
    misses: ({ shape, fields }) =>
      shape === "row" ? fields.map(({ name }) => name).filter((name) => name !== "line") : [],
    encode: (batch) => encodeLines(batch, path),
  };
}

function encodeLines({ columns, schema, selection, rowCount }: Batch, path: string): Uint8Array {
  const column = columns[lineIn(schema, path)]!;
  const lines = Array.from({ length: selection?.length ?? rowCount }, (_, at) =>
    lineOf(valueAt(column, selection?.[at] ?? at), path),
  );
  return new TextEncoder().encode(lines.join(""));
}

function lineIn({ shape, fields, index }: Schema, path: string): number {
  // Values that are no rows have one column, of that name.
  if (shape === "value" || fields.length === 0 || (fields.length === 1 && index.has("value"))) return 0;
  const other = fields.find(({ name }) => name !== "line");
  const at = index.get("line");
  if (at !== undefined && other === undefined) return at;
  if (at === undefined) throw new TypeError(missingColumn("line", [...index.keys()], path));
  throw new TypeError(
    `Cannot write to ${JSON.stringify(path)} as rows of plain text must have a column "line" and no other: got ${JSON.stringify(other!.name)} besides; ` +
      "map the rows to { line } before, or write CSV or JSON lines",
  );
}

function lineOf(value: unknown, path: string): string {
  const line = typeof value === "object" && value !== null && "line" in value ? value.line : value;
  if (typeof line === "string" && !/[\n\r]/.test(line))
    return `${wholeText(() => `to ${JSON.stringify(path)}`, line)}\n`;
  throw new TypeError(
    `Cannot write to ${JSON.stringify(path)} as a line must be a text without ends of lines: got ${JSON.stringify(line)?.slice(0, 100)}; ` +
      "map it before, or write CSV or JSON lines, which quote it",
  );
}
