import type { DataType, Field } from "../../../core/io/mod.ts";
import { bigint, dateTime, list, longestVector, typeText, type VectorType } from "../../../core/io/mod.ts";

const key = "millrace.types";

// Columns of two types whose values look alike in a file: what was a bigint, a Date or a vector is to be one again.
const hints: Readonly<Record<string, DataType>> = { bigint, Date: dateTime };

/** What is noted of a type: its name, or what is noted within it, of the items of a list, of fields of a struct. */
type Note = string | { readonly list: Note } | { readonly struct: Readonly<Record<string, Note>> };

/** A note that was read again. */
export type TypeHint =
  | { readonly type: DataType }
  | { readonly list: TypeHint }
  | { readonly struct: Readonly<Record<string, TypeHint>> };

export type TypeHints = ReadonlyMap<string, TypeHint>;

/** The footer's note of such columns, if there are any. */
export function typeHints(fields: readonly Field[]): readonly (readonly [string, string])[] {
  const noted = notesOf(fields);
  return noted === undefined ? [] : [[key, JSON.stringify(noted)]];
}

function notesOf(fields: readonly Field[]): Readonly<Record<string, Note>> | undefined {
  const noted = fields.flatMap(({ name, type }) => {
    const note = noteOf(type);
    return note === undefined ? [] : [[name, note] as const];
  });
  return noted.length === 0 ? undefined : Object.fromEntries(noted);
}

function noteOf(type: DataType): Note | undefined {
  switch (type.kind) {
    case "vector":
      return typeText(type);
    case "bigint":
      return "bigint";
    case "timestamp":
      return type.as === "Date" ? "Date" : undefined;
    case "list": {
      const item = noteOf(type.item);
      return item === undefined ? undefined : { list: item };
    }
    case "struct": {
      const fields = notesOf(type.fields);
      return fields === undefined ? undefined : { struct: fields };
    }
    default:
      return undefined;
  }
}

/** Reads the note again; whatever else may stand there is left alone. */
export function readHints(notes: ReadonlyMap<string, string>): TypeHints {
  try {
    return new Map(hintsOf(JSON.parse(notes.get(key) ?? "{}")));
  } catch {
    return new Map();
  }
}

function hintsOf(noted: unknown): readonly (readonly [string, TypeHint])[] {
  return Object.entries(noted as object).flatMap(([name, note]) => {
    const hint = hintOf(note);
    return hint === undefined ? [] : [[name, hint] as const];
  });
}

function hintOf(note: unknown): TypeHint | undefined {
  if (typeof note === "string") return leafHint(note);
  const { list, struct } = (note ?? {}) as { readonly list?: unknown; readonly struct?: unknown };
  if (struct !== undefined) return { struct: Object.fromEntries(hintsOf(struct)) };
  const item = list === undefined ? undefined : hintOf(list);
  return item && { list: item };
}

function leafHint(note: string): TypeHint | undefined {
  const size = Number(/^vector\(([1-9]\d{0,4})\)$/.exec(note)?.[1] ?? 0);
  if (size > 0 && size <= longestVector) return { type: { kind: "vector", size } satisfies VectorType };
  return Object.hasOwn(hints, note) ? { type: hints[note]! } : undefined;
}

/**
 * The type of a column of which there is such a note, at whatever depth.
 * @param hinted What a type is that has a note of its own.
 */
export function hintedType(
  own: DataType,
  hint: TypeHint | undefined,
  hinted: (own: DataType, hint: DataType) => DataType,
): DataType {
  if (hint === undefined) return own;
  if ("type" in hint) return hinted(own, hint.type);
  if ("list" in hint) return own.kind === "list" ? list(hintedType(own.item, hint.list, hinted)) : own;
  if (own.kind !== "struct") return own;
  const within = (name: string): TypeHint | undefined =>
    Object.hasOwn(hint.struct, name) ? hint.struct[name] : undefined;
  return {
    ...own,
    fields: own.fields.map((field) => ({ ...field, type: hintedType(field.type, within(field.name), hinted) })),
  };
}
