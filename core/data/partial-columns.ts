/** The part of an aggregate that folding needs; the same shape as core/aggregates' `Aggregate`. */
export interface Folding {
  readonly name: string;
  readonly zero: () => unknown;
  readonly add: (partial: never, value: never, row: () => unknown) => unknown;
  readonly merge: (left: never, right: never) => unknown;
  readonly retract?: (partial: never, value: never, row: () => unknown) => unknown;
  readonly result: (partial: never) => unknown;
}

/**
 * How partial results are kept, as `zero()` shows it: a number; null or a number; a plain object of numbers, a column a
 * field; or anything else as it is.
 */
export type PartialForm =
  | { readonly kind: "number"; readonly zero: number }
  | { readonly kind: "nullable" }
  | { readonly kind: "fields"; readonly names: readonly string[]; readonly zero: readonly number[] }
  | { readonly kind: "any" };

/** The partial results of one aggregate, entry by entry. */
export interface PartialColumn {
  form: PartialForm;
  /** A column for each field; one for a number. */
  numbers: Float64Array[];
  /** Of a nullable number: 1 where there is one. */
  present: Uint8Array;
  values: unknown[];
}

export function partialForm({ zero }: Folding): PartialForm {
  const start = zero();
  if (typeof start === "number") return { kind: "number", zero: start };
  if (start === null) return { kind: "nullable" };
  if (typeof start !== "object" || Object.getPrototypeOf(start) !== Object.prototype) return { kind: "any" };
  const entries = Object.entries(start as object) as [string, unknown][];
  const plain =
    entries.length > 0 && entries.every(([name, value]) => typeof value === "number" && /^[a-zA-Z]\w*$/.test(name));
  if (!plain) return { kind: "any" };
  return { kind: "fields", names: entries.map(([name]) => name), zero: entries.map(([, value]) => value as number) };
}

export function partialColumn(form: PartialForm, capacity: number): PartialColumn {
  const count = form.kind === "fields" ? form.names.length : form.kind === "any" ? 0 : 1;
  return {
    form,
    numbers: Array.from({ length: count }, () => new Float64Array(capacity)),
    present: new Uint8Array(form.kind === "nullable" ? capacity : 0),
    values: [],
  };
}

export function growPartials(column: PartialColumn, capacity: number): void {
  column.numbers = column.numbers.map((numbers) => grown(numbers, new Float64Array(capacity)));
  if (column.form.kind === "nullable") column.present = grown(column.present, new Uint8Array(capacity));
}

function grown<Values extends Float64Array | Uint8Array>(values: Values, larger: Values): Values {
  larger.set(values.subarray(0, Math.min(values.length, larger.length)));
  return larger;
}

/** Sets the entries `[from, to)` to the empty partial result. */
export function zeroPartials(column: PartialColumn, folding: Folding, from: number, to: number): void {
  const { form } = column;
  if (form.kind === "number") column.numbers[0]!.fill(form.zero, from, to);
  else if (form.kind === "fields") form.zero.forEach((zero, field) => column.numbers[field]!.fill(zero, from, to));
  else if (form.kind === "nullable") column.present.fill(0, from, to);
  else for (let entry = from; entry < to; entry++) column.values[entry] = folding.zero();
}

export function partialAt(column: PartialColumn, entry: number): unknown {
  const { form } = column;
  if (form.kind === "number") return column.numbers[0]![entry];
  if (form.kind === "nullable") return column.present[entry] === 1 ? column.numbers[0]![entry] : null;
  if (form.kind === "any") return column.values[entry];
  return Object.fromEntries(form.names.map((name, field) => [name, column.numbers[field]![entry]]));
}

/** Stores a partial result, widening the column where it is no number. */
export function setPartial(column: PartialColumn, entry: number, partial: unknown): void {
  const { form } = column;
  if (form.kind === "fields") setFields(column, form.names, entry, partial as Record<string, number>);
  else if (form.kind === "any") column.values[entry] = partial;
  else if (typeof partial === "number") {
    column.numbers[0]![entry] = partial;
    if (form.kind === "nullable") column.present[entry] = 1;
  } else if (partial === null && form.kind === "nullable") column.present[entry] = 0;
  else {
    widenPartials(column, column.numbers[0]!.length);
    column.values[entry] = partial;
  }
}

function setFields(
  column: PartialColumn,
  names: readonly string[],
  entry: number,
  partial: Record<string, number>,
): void {
  names.forEach((name, field) => {
    column.numbers[field]![entry] = partial[name]!;
  });
}

/** From numbers to any values: an aggregate has met something else (the maximum of texts). */
export function widenPartials(column: PartialColumn, size: number): void {
  const values: unknown[] = [];
  for (let entry = 0; entry < size; entry++) values.push(partialAt(column, entry));
  column.form = { kind: "any" };
  column.numbers = [];
  column.present = new Uint8Array(0);
  column.values = values;
}

/** Moves the partial result of an entry to another place. */
export function movePartial(column: PartialColumn, from: number, to: number): void {
  for (const numbers of column.numbers) numbers[to] = numbers[from]!;
  if (column.form.kind === "nullable") column.present[to] = column.present[from]!;
  if (column.form.kind === "any") column.values[to] = column.values[from];
}
