import type { DataType, Field } from "../../core/io/mod.ts";
import { bigint, dateTime } from "../../core/io/mod.ts";

const key = "millrace.types";

// Columns of two types whose values look alike in a file: what was a bigint or a Date is to be one again.
const hints = { bigint, Date: dateTime } as const;

type Hint = keyof typeof hints;

/** The footer's note of such columns, if there are any. */
export function typeHints(fields: readonly Field[]): readonly (readonly [string, string])[] {
  const noted = fields.flatMap(({ name, type }) => {
    const hint = hintOf(type);
    return hint === undefined ? [] : [[name, hint] as const];
  });
  return noted.length === 0 ? [] : [[key, JSON.stringify(Object.fromEntries(noted))]];
}

function hintOf(type: DataType): Hint | undefined {
  if (type.kind === "bigint") return "bigint";
  return type.kind === "timestamp" && type.as === "Date" ? "Date" : undefined;
}

/** Reads the note again; whatever else may stand there is left alone. */
export function readHints(notes: ReadonlyMap<string, string>): ReadonlyMap<string, DataType> {
  try {
    const noted: unknown = JSON.parse(notes.get(key) ?? "{}");
    return new Map(
      Object.entries(noted as object).flatMap(([name, hint]) => {
        return hint === "bigint" || hint === "Date" ? [[name, hints[hint as Hint]] as const] : [];
      }),
    );
  } catch {
    return new Map();
  }
}
