import { type Batch, makeBatch } from "../data/batch.ts";
import { type Column, isValid, valueAt } from "../data/column.ts";
import { asValues } from "../data/concat.ts";
import { any, type Field, float64, sameType } from "../data/data-type.ts";
import { longerArray } from "../data/grown.ts";
import { zeros } from "../data/large-array.ts";
import { rowSchema, type Schema, valueSchema } from "../data/schema.ts";
import {
  scatterBigInt64,
  scatterBits,
  scatterFloat64,
  scatterInt32,
  scatterUint8,
  scatterValues,
  scatterVectors,
} from "./kernels/scatter.ts";

/**
 * Columns that rows of batches are copied into, at any places. They take the layout of the first batch; where a later one
 * differs they are widened, by the rules by which batches are put together: numbers to doubles, the rest to values as they
 * are. Texts stay views or codes as long as all come from the same bytes or dictionary, and become texts then.
 */
export interface StoreColumns {
  /** Undefined before the first batch. */
  readonly schema: Schema | undefined;
  /** Longer than what is in use. */
  readonly columns: readonly Column[];
  /** Copies `rows[k]` of a batch to `places[k]`, for k < count. Places are below `capacity`. */
  put(batch: Batch, rows: Int32Array, count: number, places: Int32Array): void;
  /** Learns of the columns of a batch. */
  see(batch: Batch): void;
  grow(capacity: number): void;
  /** Lets go of what a place refers to. */
  clear(place: number): void;
}

interface Slot {
  field: Field;
  column: Column;
}

const nothing = new Uint8Array(0);

export function storeColumns(): StoreColumns {
  return new Columns();
}

class Columns implements StoreColumns {
  schema: Schema | undefined;
  columns: Column[] = [];
  #capacity = 0;
  #shape: Schema["shape"] = "row";
  /** The schema of the batch before. */
  #last: Schema | undefined;
  #slots: Slot[] = [];
  /** The arrays of columns that refer to what is elsewhere. */
  #references: readonly unknown[][] = [];
  /** Whether later batches may have more columns. */
  #isOpen = false;

  see(batch: Batch): void {
    this.#adopt(this.#alike(batch));
  }

  put(given: Batch, rows: Int32Array, count: number, places: Int32Array): void {
    const batch = this.#alike(given);
    this.#adopt(batch);
    for (const slot of this.#slots) {
      const at = batch.schema.index.get(slot.field.name);
      const column = at === undefined ? undefined : batch.columns[at]!;
      putColumn(slot.column, column, batch.schema.fields[at ?? 0]!, rows, count, places);
    }
  }

  grow(capacity: number): void {
    this.#capacity = capacity;
    for (const slot of this.#slots) slot.column = longerColumn(slot.column, capacity);
    this.#list();
  }

  clear(place: number): void {
    for (const values of this.#references) if (place < values.length) values[place] = undefined;
  }

  /** Rows become objects on both sides where some are values as they are. */
  #alike(batch: Batch): Batch {
    if (this.schema === undefined || batch.schema.shape === this.#shape) return batch;
    if (this.#shape === "row") {
      const values = asValues(makeBatch(this.schema, this.#capacity, this.columns));
      this.#shape = "value";
      this.#slots = [{ field: values.schema.fields[0]!, column: values.columns[0]! }];
      this.#last = undefined;
      this.#refresh();
      this.#list();
    }
    return asValues(batch);
  }

  /** Makes columns that can take those of a batch. */
  #adopt(batch: Batch): void {
    if (batch.schema.open === true) this.#isOpen = true;
    if (this.schema === undefined) {
      this.#shape = batch.schema.shape;
      this.#slots = batch.schema.fields.map((field, at) => {
        return { field, column: emptyLike(batch.columns[at]!, this.#capacity) };
      });
      this.#refresh();
    } else if (batch.schema !== this.#last) this.#adoptNames(this.schema, batch.schema);
    this.#last = batch.schema;
    let widened = false;
    batch.columns.forEach((column, at) => {
      const field = batch.schema.fields[at]!;
      const slot = this.#slots[this.schema!.index.get(field.name)!]!;
      widened = reconcile(slot, column, field, this.#capacity) || widened;
    });
    if (widened) this.#refresh();
    this.#list();
  }

  #list(): void {
    this.columns = this.#slots.map(({ column }) => column);
    this.#references = this.columns.flatMap((column) =>
      column.layout === "values" ? [column.values as unknown[]] : [],
    );
  }

  /** Rows that lack a column that others have read it as undefined. */
  #adoptNames(known: Schema, given: Schema): void {
    for (const { name } of given.fields) {
      if (!known.index.has(name)) this.#slots.push({ field: { name, type: any }, column: absent(this.#capacity) });
    }
    for (const slot of this.#slots) if (!given.index.has(slot.field.name)) widen(slot, this.#capacity);
    this.#refresh();
  }

  #refresh(): void {
    const fields = this.#slots.map(({ field }) => field);
    const options = this.#isOpen ? ({ open: true } as const) : {};
    this.schema = this.#shape === "row" ? rowSchema(fields, options) : valueSchema(fields[0]!.type, fields[0]!.missing);
  }
}

function absent(capacity: number): Column {
  return { type: any, layout: "values", values: new Array<unknown>(capacity).fill(undefined), validity: undefined };
}

function emptyLike(column: Column, capacity: number): Column {
  switch (column.layout) {
    case "dictionary":
      return { ...column, codes: new Int32Array(capacity), validity: undefined };
    case "utf8":
      return { ...column, starts: new Int32Array(capacity), lengths: new Int32Array(capacity), validity: undefined };
    case "vector":
      return { ...column, data: zeros(column.data, capacity * column.type.size), validity: undefined };
    case "values":
      return { ...column, values: [] };
    default:
      return {
        ...column,
        values: new (column.values.constructor as Float64ArrayConstructor)(capacity),
        validity: undefined,
      } as Column;
  }
}

function longerColumn(column: Column, capacity: number): Column {
  const validity = column.validity && longerArray(column.validity, (capacity + 7) >> 3);
  switch (column.layout) {
    case "dictionary":
      return { ...column, codes: longerArray(column.codes, capacity), validity };
    case "utf8":
      return {
        ...column,
        starts: longerArray(column.starts, capacity),
        lengths: longerArray(column.lengths, capacity),
        validity,
      };
    case "vector":
      return { ...column, data: longerArray(column.data, capacity * column.type.size), validity };
    case "values":
      // As long as what is put into it: all of it is memory, whoever wrote to it.
      return column;
    default:
      return { ...column, values: longerArray(column.values as Float64Array, capacity), validity } as Column;
  }
}

const numeric: readonly string[] = ["int32", "int64", "float64"];

/** Makes a kept column one that can take the values of a given one; says whether its field changed. */
function reconcile(slot: Slot, given: Column, field: Field, capacity: number): boolean {
  const { column } = slot;
  const alike =
    given.layout === column.layout && sameType(given.type, column.type) && field.missing === slot.field.missing;
  if (alike && sharesTexts(column, given)) {
    if (given.validity === undefined || column.validity !== undefined) return false;
    slot.column = { ...column, validity: new Uint8Array((capacity + 7) >> 3).fill(255) } as Column;
    return false;
  }
  const numbers = numeric.includes(given.type.kind) && numeric.includes(column.type.kind);
  if (numbers && field.missing === slot.field.missing) {
    if (column.layout === "int32") {
      slot.column = { ...column, type: float64, layout: "float64", values: Float64Array.from(column.values) };
    }
    const validity = slot.column.validity ?? (given.validity && new Uint8Array((capacity + 7) >> 3).fill(255));
    slot.column = { ...slot.column, type: float64, validity } as Column;
    if (sameType(slot.field.type, float64)) return false;
    slot.field = { ...slot.field, type: float64 };
    return true;
  }
  if (column.layout === "values" && (column.type.kind === "any" || sameType(column.type, given.type))) return false;
  widen(slot, capacity);
  if (slot.field.type.kind === "string" && given.type.kind !== "string") slot.field = { ...slot.field, type: any };
  slot.column = { ...slot.column, type: slot.field.type } as Column;
  return true;
}

function sharesTexts(column: Column, given: Column): boolean {
  if (column.layout === "dictionary" && given.layout === "dictionary") return column.dictionary === given.dictionary;
  return column.layout !== "utf8" || given.layout !== "utf8" || column.bytes === given.bytes;
}

/** Any values as they are. */
function widen(slot: Slot, capacity: number): void {
  const { column, field } = slot;
  if (column.layout === "values") {
    slot.field = { name: field.name, type: any };
    slot.column = { ...column, type: any };
    return;
  }
  const values = Array.from({ length: capacity }, (_, place) => explicit(column, field, place));
  const type = column.type.kind === "string" && field.missing === undefined ? column.type : any;
  slot.column = { type, layout: "values", values, validity: undefined };
  slot.field = { name: field.name, type };
}

/** The value of a row as what its absence reads as, too. Places that nothing was put in have a code that may be none. */
function explicit(column: Column, field: Field, row: number): unknown {
  if (column.layout === "values") return column.values[row];
  if (!isValid(column.validity, row)) return field.missing === "undefined" ? undefined : null;
  if (column.layout === "dictionary" && column.codes[row]! >= column.dictionary.size) return undefined;
  return valueAt(column, row);
}

function putColumn(
  column: Column,
  given: Column | undefined,
  field: Field,
  rows: Int32Array,
  count: number,
  places: Int32Array,
): void {
  if (column.layout === "values") {
    const values = column.values as unknown[];
    makeRoom(values, places, count);
    if (given?.layout === "values") scatterValues(given.values, rows, count, places, values);
    else
      for (let k = 0; k < count; k++) {
        values[places[k]!] = given === undefined ? undefined : explicit(given, field, rows[k]!);
      }
    return;
  }
  if (given === undefined) return;
  if (column.validity !== undefined) scatterBits(given.validity ?? nothing, rows, count, places, column.validity);
  if (column.layout === "dictionary" && given.layout === "dictionary") {
    scatterInt32(given.codes, rows, count, places, column.codes);
  } else if (column.layout === "utf8" && given.layout === "utf8") {
    scatterInt32(given.starts, rows, count, places, column.starts);
    scatterInt32(given.lengths, rows, count, places, column.lengths);
  } else if (column.layout === "vector") {
    scatterVectors((given as typeof column).data, column.type.size, rows, count, places, column.data);
  } else if (column.layout === "float64") {
    if (given.layout === "float64") scatterFloat64(given.values, rows, count, places, column.values);
    else
      for (let k = 0; k < count; k++) column.values[places[k]!] = (given as { values: Int32Array }).values[rows[k]!]!;
  } else if (column.layout === "int32") {
    scatterInt32((given as typeof column).values, rows, count, places, column.values);
  } else if (column.layout === "uint8") {
    scatterUint8((given as typeof column).values, rows, count, places, column.values);
  } else if (column.layout === "bigint64") {
    scatterBigInt64((given as typeof column).values, rows, count, places, column.values);
  }
}

/** Makes an array without holes that long that it has all of some places. */
function makeRoom(values: unknown[], places: Int32Array, count: number): void {
  let last = -1;
  for (let k = 0; k < count; k++) last = Math.max(last, places[k]!);
  while (values.length <= last) values.push(undefined);
}
