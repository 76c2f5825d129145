import type { DataType, Field } from "../../core/io/mod.ts";
import { bigint, dateTime, longestVector, typeText, type VectorType } from "../../core/io/mod.ts";

const key = "millrace.types";

// Columns of two types whose values look alike in a file: what was a bigint, a Date or a vector is to be one again.
const hints: Readonly<Record<string, DataType>> = { bigint, Date: dateTime };

/** The footer's note of such columns, if there are any. */
export function typeHints(fields: readonly Field[]): readonly (readonly [string, string])[] {
  const noted = fields.flatMap(({ name, type }) => {
    const hint = hintOf(type);
    return hint === undefined ? [] : [[name, hint] as const];
  });
  return noted.length === 0 ? [] : [[key, JSON.stringify(Object.fromEntries(noted))]];
}

function hintOf(type: DataType): string | undefined {
  if (type.kind === "vector") return typeText(type);
  if (type.kind === "bigint") return "bigint";
  return type.kind === "timestamp" && type.as === "Date" ? "Date" : undefined;
}

/** Reads the note again; whatever else may stand there is left alone. */
export function readHints(notes: ReadonlyMap<string, string>): ReadonlyMap<string, DataType> {
  try {
    const noted: unknown = JSON.parse(notes.get(key) ?? "{}");
    return new Map(
      Object.entries(noted as object).flatMap(([name, hint]) => {
        const type = typeOf(hint);
        return type === undefined ? [] : [[name, type] as const];
      }),
    );
  } catch {
    return new Map();
  }
}

function typeOf(hint: unknown): DataType | undefined {
  if (typeof hint !== "string") return undefined;
  const size = Number(/^vector\(([1-9]\d{0,4})\)$/.exec(hint)?.[1] ?? 0);
  if (size > 0 && size <= longestVector) return { kind: "vector", size } satisfies VectorType;
  return Object.hasOwn(hints, hint) ? hints[hint] : undefined;
}
