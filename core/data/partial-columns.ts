import { explained } from "./explained-error.ts";
import { gatherEntries } from "./kernels/copy-entries.ts";
import { zeros } from "./large-array.ts";
import { roughValueBytes } from "./size.ts";

/** The part of an aggregate that folding needs; the same shape as core/aggregates' `Aggregate`. */
export interface Folding {
  readonly name: string;
  readonly zero: () => unknown;
  readonly add: (partial: never, value: never, row: () => unknown) => unknown;
  readonly merge: (left: never, right: never) => unknown;
  readonly retract?: (partial: never, value: never, row: () => unknown) => unknown;
  readonly result: (partial: never) => unknown;
  readonly check?: (value: never) => void;
  readonly checkedBy?: "type";
  readonly ranks?: true;
  readonly counts?: "values";
  readonly byArrival?: true;
  readonly changing?: Folding;
  readonly distinctValues?: (partial: never) => Iterable<unknown>;
  readonly exactSum?: true;
  readonly compact?: CompactPartials;
}

/**
 * Partial results of several fields as one number each, as long as that says all: the same as core/aggregates'. Two are
 * merged by adding them.
 */
export interface CompactPartials {
  readonly zero: number;
  readonly add: (partial: number, value: never) => number;
  readonly result: (partial: number) => unknown;
  readonly widen: (partial: number) => unknown;
  readonly narrow: (partial: never) => number;
}

/** The result of an aggregate whose partial results are what it gives: those that are numbers need not be asked for it. */
export function partialItself<Partial>(partial: Partial): Partial {
  return partial;
}

/**
 * How partial results are kept, as `zero()` shows it: a number; null or a number; a plain object of numbers, whose
 * fields lie side by side (at a million keys 1.4–1.8 times faster than a column a field); or anything else as it is. Or sets
 * of values, of which only the sizes are here. Or one number for several fields, until one does not say all any more: at a
 * million keys a sum costs a third of what its four fields do.
 */
export type PartialForm =
  | { readonly kind: "number"; readonly zero: number }
  | { readonly kind: "compact"; readonly zero: number; readonly compact: CompactPartials; readonly wide: FieldsForm }
  | { readonly kind: "nullable" }
  | FieldsForm
  | { readonly kind: "sizes"; readonly sets: EntrySets }
  | { readonly kind: "any" };

export interface FieldsForm {
  readonly kind: "fields";
  readonly names: readonly string[];
  readonly zero: readonly number[];
}

/** Sets of values of one aggregate, entry by entry, that are kept in a table for all of them. */
export interface EntrySets {
  partialAt(entry: number): unknown;
  setPartial(entry: number, partial: unknown): void;
  clear(entry: number): void;
}

/** The partial results of one aggregate, entry by entry. */
export interface PartialColumn {
  form: PartialForm;
  /** `stride` numbers an entry: [entries × stride]. */
  numbers: Float64Array;
  /** Of a nullable number: 1 where there is one. [entries] */
  present: Uint8Array;
  /** Of form "any". [entries] */
  values: unknown[];
}

export function partialForm({ zero }: Folding): PartialForm {
  const start = started(zero);
  if (typeof start === "number") return { kind: "number", zero: start };
  if (start === null) return { kind: "nullable" };
  if (typeof start !== "object" || Object.getPrototypeOf(start) !== Object.prototype) return { kind: "any" };
  const entries = Object.entries(start as object) as [string, unknown][];
  const plain =
    entries.length > 0 && entries.every(([name, value]) => typeof value === "number" && /^[a-zA-Z]\w*$/.test(name));
  if (!plain) return { kind: "any" };
  return { kind: "fields", names: entries.map(([name]) => name), zero: entries.map(([, value]) => value as number) };
}

function started(zero: () => unknown): unknown {
  try {
    return zero();
  } catch (error) {
    throw explained("keep partial results of an aggregate", error, "mend its zero()");
  }
}

/** The form to begin with: one number an entry where that may be enough. */
export function firstForm(folding: Folding): PartialForm {
  const form = partialForm(folding);
  const { compact } = folding;
  return compact === undefined || form.kind !== "fields"
    ? form
    : { kind: "compact", zero: compact.zero, compact, wide: form };
}

/** Numbers that an entry takes. */
export function strideOf(form: PartialForm): number {
  if (form.kind === "fields") return form.names.length;
  return form.kind === "any" ? 0 : 1;
}

export function partialColumn(form: PartialForm, capacity: number): PartialColumn {
  return {
    form,
    numbers: new Float64Array(capacity * strideOf(form)),
    present: new Uint8Array(form.kind === "nullable" ? capacity : 0),
    values: [],
  };
}

export function growPartials(column: PartialColumn, capacity: number): void {
  const numbers = zeros(column.numbers, capacity * strideOf(column.form));
  numbers.set(column.numbers.subarray(0, numbers.length));
  column.numbers = numbers;
  if (column.form.kind !== "nullable") return;
  const present = new Uint8Array(capacity);
  present.set(column.present.subarray(0, capacity));
  column.present = present;
}

/** Sets the entries `[from, to)` to the empty partial result. */
export function zeroPartials(column: PartialColumn, folding: Folding, from: number, to: number): void {
  const { form, numbers } = column;
  if (form.kind === "number" || form.kind === "compact") numbers.fill(form.zero, from, to);
  else if (form.kind === "nullable") column.present.fill(0, from, to);
  else if (form.kind === "sizes") numbers.fill(0, from, to);
  else if (form.kind === "any") for (let entry = from; entry < to; entry++) column.values[entry] = folding.zero();
  else if (form.zero.every((zero) => zero === 0)) numbers.fill(0, from * form.zero.length, to * form.zero.length);
  else for (let entry = from; entry < to; entry++) numbers.set(form.zero, entry * form.zero.length);
}

/** About the memory that the partial results of so many entries take: objects by some of them. */
export function partialBytes(columns: readonly PartialColumn[], entries: number): number {
  let bytes = 0;
  for (const { form, numbers, present, values } of columns) {
    bytes += numbers.byteLength + present.byteLength;
    if (form.kind === "any") bytes += entries * (8 + meanBytes(values, entries));
  }
  return Math.round(bytes);
}

const sampled = 8;

function meanBytes(values: readonly unknown[], entries: number): number {
  const step = Math.max(1, Math.floor(entries / sampled));
  let bytes = 0;
  let count = 0;
  for (let entry = 0; entry < entries; entry += step) {
    bytes += roughValueBytes(values[entry], 3);
    count++;
  }
  return count === 0 ? 0 : bytes / count;
}

export function partialAt(column: PartialColumn, entry: number): unknown {
  const { form, numbers } = column;
  if (form.kind === "number") return numbers[entry];
  if (form.kind === "nullable") return column.present[entry] === 1 ? numbers[entry] : null;
  if (form.kind === "any") return column.values[entry];
  if (form.kind === "sizes") return form.sets.partialAt(entry);
  if (form.kind === "compact") return form.compact.widen(numbers[entry]!);
  const first = entry * form.names.length;
  return Object.fromEntries(form.names.map((name, field) => [name, numbers[first + field]]));
}

/** Stores a partial result, widening the column where it is no number. */
export function setPartial(column: PartialColumn, entry: number, partial: unknown): void {
  const { form, numbers } = column;
  if (form.kind === "compact") {
    const number = form.compact.narrow(partial as never);
    if (!Number.isNaN(number)) numbers[entry] = number;
    else {
      widenPartials(column);
      setPartial(column, entry, partial);
    }
  } else if (form.kind === "fields") {
    form.names.forEach((name, field) => {
      numbers[entry * form.names.length + field] = (partial as Record<string, number>)[name]!;
    });
  } else if (form.kind === "any") column.values[entry] = partial;
  else if (form.kind === "sizes") form.sets.setPartial(entry, partial);
  else if (typeof partial === "number") {
    numbers[entry] = partial;
    if (form.kind === "nullable") column.present[entry] = 1;
  } else if (partial === null && form.kind === "nullable") column.present[entry] = 0;
  else {
    widenPartials(column);
    column.values[entry] = partial;
  }
}

/**
 * From numbers to any values: an aggregate has met something else (the maximum of texts). Or from one number to several:
 * one does not say all any more.
 */
export function widenPartials(column: PartialColumn): void {
  if (column.form.kind === "compact") return widenCompact(column, column.form);
  const values: unknown[] = [];
  for (let entry = 0; entry < column.numbers.length; entry++) values.push(partialAt(column, entry));
  column.form = { kind: "any" };
  column.numbers = new Float64Array(0);
  column.present = new Uint8Array(0);
  column.values = values;
}

function widenCompact(column: PartialColumn, { compact, wide }: Extract<PartialForm, { kind: "compact" }>): void {
  const { numbers } = column;
  column.form = wide;
  column.numbers = new Float64Array(numbers.length * wide.names.length);
  for (let entry = 0; entry < numbers.length; entry++) setPartial(column, entry, compact.widen(numbers[entry]!));
}

/** Brings one number an entry to several where the other column has several, so that both are of one form. */
export function levelForms(one: PartialColumn, other: PartialColumn): void {
  if (one.form.kind === other.form.kind) return;
  if (one.form.kind === "compact") widenPartials(one);
  if (other.form.kind === "compact") widenPartials(other);
}

/** Moves the partial result of an entry to another place. */
export function movePartial(column: PartialColumn, from: number, to: number): void {
  if (column.form.kind === "sizes") return column.form.sets.setPartial(to, column.form.sets.partialAt(from));
  const stride = strideOf(column.form);
  if (stride > 0) column.numbers.copyWithin(to * stride, from * stride, (from + 1) * stride);
  if (column.form.kind === "nullable") column.present[to] = column.present[from]!;
  if (column.form.kind === "any") column.values[to] = column.values[from];
}

/** The partial results of the entries in [from, to) as a column of their own, sharing memory. */
export function partialsFrom(
  { form, numbers, present, values }: PartialColumn,
  from: number,
  to: number,
): PartialColumn {
  const stride = strideOf(form);
  return {
    form,
    numbers: numbers.subarray(from * stride, to * stride),
    present: present.subarray(from, to),
    values: values.slice(from, to),
  };
}

/** The partial results of some entries, in their order, as a column of their own; those that are objects are shared. */
export function gatherPartials(column: PartialColumn, entries: Int32Array, count: number): PartialColumn {
  const { form, numbers, present, values } = column;
  const out = partialColumn(form.kind === "sizes" ? { kind: "any" } : form, count);
  if (form.kind === "any") for (let k = 0; k < count; k++) out.values.push(values[entries[k]!]);
  else if (form.kind === "sizes") for (let k = 0; k < count; k++) out.values.push(form.sets.partialAt(entries[k]!));
  else gatherEntries(numbers, entries, count, strideOf(form), out.numbers);
  if (form.kind === "nullable") for (let k = 0; k < count; k++) out.present[k] = present[entries[k]!]!;
  return out;
}

/** The partial result of one entry as a column of its own, sharing memory. */
export function partialSlice(column: PartialColumn, entry: number): PartialColumn {
  if (column.form.kind === "sizes") {
    const values = [column.form.sets.partialAt(entry)];
    return { form: { kind: "any" }, numbers: new Float64Array(0), present: new Uint8Array(0), values };
  }
  const stride = strideOf(column.form);
  return {
    form: column.form,
    numbers: column.numbers.subarray(entry * stride, (entry + 1) * stride),
    present: column.present.subarray(entry, entry + 1),
    values: column.values.slice(entry, entry + 1),
  };
}
