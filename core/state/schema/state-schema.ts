import { type DataType, typeText } from "../../data/data-type.ts";
import type { KeyShape } from "../../data/key-shape.ts";
import { partialForm } from "../../data/partial-columns.ts";
import type { Schema } from "../../data/schema.ts";
import type { PaneFolding } from "../pane-folding.ts";

/**
 * What state is made of, as far as it is known before a row: in a manifest beside the form and the bytes of each state, and
 * compared with what a job declares before any of them is read.
 */
export interface StateSchema {
  /** Of this record: another one is not read as this. */
  readonly version: 1;
  /** Null where nobody knows before a row, or where state belongs to no key. */
  readonly key: KeyShape | null;
  /** Of what is kept of a key; null where that is whatever it is given. */
  readonly fields: readonly FieldSchema[] | null;
  /** As declared; none in what was written before anybody noted that. */
  readonly windows?: string;
}

export interface FieldSchema {
  readonly name: string;
  /** As text: that of a column, or of a partial result. */
  readonly type: string;
}

/** Whether that is what a checkpoint had beside state: it comes from a file. */
export function isStateSchema(given: unknown): given is StateSchema {
  const { version, key, fields, windows } = (given ?? {}) as Partial<StateSchema>;
  const texts = (all: unknown): boolean => Array.isArray(all) && all.every((one) => typeof one === "string");
  const isKey = key === null || ((key?.of === "value" || key?.of === "object") && texts(key.names));
  const areFields = fields === null || (Array.isArray(fields) && fields.every((one) => texts([one?.name, one?.type])));
  return version === 1 && isKey && areFields && (windows === undefined || typeof windows === "string");
}

/** A field as a job declares it. */
export interface DeclaredField extends FieldSchema {
  /** What is kept, in its stored form, where there was no such field. */
  readonly empty: unknown;
  /** Of a column: what its values must be. */
  readonly column?: DataType;
}

/** Those of rows that a user gave a schema for. */
export function columnFields({ fields }: Schema): DeclaredField[] {
  return fields.map(({ name, type }) => ({ name, type: typeText(type), empty: null, column: type }));
}

/** Those of partial results: by the names of results where there are any, which those that operators keep for themselves have not. */
export function partialFields(foldings: readonly PaneFolding[], names: readonly string[]): DeclaredField[] {
  return foldings.map((folding, at) => {
    const zero = folding.zero();
    return {
      name: names[at] ?? `(${folding.name})`,
      type: `${folding.name}(${partialText(folding)})`,
      empty: folding.codec === undefined ? zero : folding.codec.encode(zero as never),
    };
  });
}

function partialText(folding: PaneFolding): string {
  const form = partialForm(folding);
  if (form.kind === "fields") return form.names.join(", ");
  if (form.kind === "nullable") return "number or null";
  return form.kind;
}

/** What is before the brackets of a form: state of one kind may have other fields. */
export function kindOfForm(form: string): string {
  return /^(panes|sessions)\(/.exec(form)?.[1] ?? form;
}
