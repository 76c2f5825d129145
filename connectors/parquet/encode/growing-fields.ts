import type { Batch, Field } from "../../../core/io/mod.ts";
import { sameType } from "../../../core/io/mod.ts";
import { presentValues } from "./numbers.ts";
import { widened } from "./widened.ts";

/**
 * The columns of a file as its batches tell of them. A column of any values that has had none yet has no type: it gets that
 * of the first batch in which it has some, and where it has none that batch does not tell its type.
 */
export class GrowingFields {
  #fields: readonly Field[];
  readonly #path: string;
  /** Columns without a value so far. */
  #untold: ReadonlySet<string>;

  constructor(fields: readonly Field[], path: string) {
    this.#fields = fields;
    this.#path = path;
    this.#untold = new Set(fields.filter(({ type }) => type.kind === "any").map(({ name }) => name));
  }

  get all(): readonly Field[] {
    return this.#fields;
  }

  /** The columns with those of a batch, where row groups that are written have to be written anew for them. */
  outgrownBy(batch: Batch): readonly Field[] | undefined {
    const { fields } = this.#with(batch);
    const isSame =
      fields.length === this.#fields.length && fields.every((field, at) => this.#holds(this.#fields[at]!, field));
    return isSame ? undefined : fields;
  }

  add(batch: Batch): void {
    const { fields, untold } = this.#with(batch);
    this.#fields = fields;
    this.#untold = untold;
  }

  /** Row groups without a value are the same for all types that do not nest. */
  #holds(written: Field, { type }: Field): boolean {
    return (
      sameType(written.type, type) ||
      (this.#untold.has(written.name) && !["list", "struct", "vector"].includes(type.kind))
    );
  }

  #with({ schema, columns, rowCount }: Batch): {
    readonly fields: readonly Field[];
    readonly untold: ReadonlySet<string>;
  } {
    const untold = schema.fields.filter(
      ({ type }, at) => type.kind === "any" && presentValues(columns[at]!, rowCount).next().done === true,
    );
    if (untold.length === 0 && this.#untold.size === 0)
      return { fields: widened(this.#fields, schema.fields, this.#path), untold: this.#untold };
    const told = new Map(schema.fields.filter((field) => !untold.includes(field)).map((field) => [field.name, field]));
    const known = this.#fields.map((field) => (this.#untold.has(field.name) ? (told.get(field.name) ?? field) : field));
    const names = new Set(known.map(({ name }) => name));
    const more = untold.filter(({ name }) => !names.has(name));
    return {
      fields: widened(known, [...told.values(), ...more], this.#path),
      untold: new Set([...[...this.#untold].filter((name) => !told.has(name)), ...more.map(({ name }) => name)]),
    };
  }
}
