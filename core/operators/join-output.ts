import { type Batch, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import type { Field } from "../data/data-type.ts";
import { nullable } from "../data/gather-or-null.ts";
import { neverRight } from "../data/never-right.ts";
import { rowGatherer } from "../data/row-gatherer.ts";
import { rowSchema, type Schema } from "../data/schema.ts";
import type { TimeWindow } from "../time/window.ts";
import { fieldsSchemaMaker, type NamedColumn, schemaMaker, timeColumn } from "./aggregation-spec.ts";
import { selected } from "./join-select.ts";
import type { JoinSpec } from "./join-spec.ts";
import type { OperatorContext } from "./operator.ts";

/** Row numbers of two batches that belong together; −1 where a side has no partner. */
export interface Pairs {
  readonly left: Batch;
  /** Undefined: the left rows as they are, with the selection. */
  readonly leftRows: Int32Array | undefined;
  readonly selection?: Int32Array | undefined;
  /** Undefined where no row of the right side was ever seen. */
  readonly right: Batch | undefined;
  /** Undefined: the right rows as they are, instead of the left ones. Those of the other side are at the row numbers of the side that is left as it is. */
  readonly rightRows: Int32Array | undefined;
  /** The side that key columns of both are taken from: `"right"` where no left row has a part. */
  readonly keysFrom: "left" | "right";
  readonly times: Float64Array | undefined;
  /** What each pair does to the collection of them; undefined where all are new. */
  readonly kinds?: Uint8Array | undefined;
  readonly window?: TimeWindow;
}

/** The batch of some pairs: the columns of both sides, and those of the window. */
export type JoinOutput = (pairs: Pairs) => Batch;

/** A side of which nothing was ever seen. */
export const noColumns: Batch = makeBatch(rowSchema([]), 0, []);

export function joinOutput(spec: OutputSpec, context: OperatorContext): JoinOutput {
  return spec.select === undefined ? joinedColumns(spec, context.step) : selected(spec.select, context);
}

type OutputSpec = Pick<JoinSpec, "select" | "shared" | "wanted">;

/** Joins columns: `{ ...left, ...right }`. `shared` are the key columns that both sides have by the same name. */
function joinedColumns({ shared, wanted }: OutputSpec, step: string): JoinOutput {
  const schemaOf = fieldsSchemaMaker();
  // Columns of a side that has not been seen yet, or of objects, the next of which may have more: until then reading one
  // gives an absent value.
  const openSchemaOf = fieldsSchemaMaker({ open: true });
  const check = collisionCheck(shared, step);
  const sides = [rowGatherer(), rowGatherer()] as const;
  const isWanted: Taken = (name) => wanted === undefined || wanted.has(name);
  /** The columns of both sides that come out, as long as the sides have the same, by which side has those that both have. */
  const layouts: { left: Layout | undefined; right: Layout | undefined } = { left: undefined, right: undefined };
  return (pairs) => {
    const { left, leftRows, right, rightRows, window, keysFrom } = pairs;
    check(left.schema, right?.schema, window);
    let layout = layouts[keysFrom];
    if (layout === undefined || layout.left !== left.schema || layout.right !== right?.schema) {
      layout = layoutOf(left.schema, right?.schema, shared, keysFrom, isWanted);
      layouts[keysFrom] = layout;
    }
    const rowCount = leftRows?.length ?? left.rowCount;
    const columns = columnsAt(left, leftRows, layout.leftAt, sides[0]);
    if (right !== undefined) columns.push(...columnsAt(right, rightRows, layout.rightAt, sides[1]));
    const windows = window === undefined ? [] : windowColumns(window, rowCount, isWanted);
    for (const { column } of windows) columns.push(column);
    const isOpen = right === undefined || left === noColumns || left.schema.open === true || right.schema.open === true;
    const fields = windows.length === 0 ? layout.fields : [...layout.fields, ...windows.map(({ field }) => field)];
    return makeBatch((isOpen ? openSchemaOf : schemaOf)(fields), rowCount, columns, {
      times: pairs.times,
      kinds: pairs.kinds,
      selection: pairs.selection,
      reused: true,
    });
  };
}

/** Whether a column of a side comes out. */
type Taken = (name: string) => boolean;

/** Which columns of two sides come out: left ones, then right ones. */
interface Layout {
  readonly left: Schema;
  readonly right: Schema | undefined;
  readonly leftAt: readonly number[];
  readonly rightAt: readonly number[];
  readonly fields: readonly Field[];
}

/** Key columns of both are taken from one side: from the right where no left row has a part. */
function layoutOf(
  left: Schema,
  right: Schema | undefined,
  shared: readonly string[],
  keysFrom: "left" | "right",
  isWanted: Taken,
): Layout {
  const twice = shared.filter((name) => left.index.has(name) && right?.index.has(name));
  const placesOf = (side: "left" | "right", fields: readonly Field[]): number[] =>
    fields.flatMap(({ name }, at) => (isWanted(name) && (side === keysFrom || !twice.includes(name)) ? [at] : []));
  const leftAt = placesOf("left", left.fields);
  const rightAt = placesOf("right", right?.fields ?? []);
  const fields = [...leftAt.map((at) => left.fields[at]!), ...rightAt.map((at) => right!.fields[at]!)];
  return { left, right, leftAt, rightAt, fields };
}

/** These columns of a side; gathered, batch after batch in the same arrays, where rows are chosen. */
function columnsAt(
  { columns }: Batch,
  rows: Int32Array | undefined,
  places: readonly number[],
  gather: ReturnType<typeof rowGatherer>,
): Column[] {
  const chosen = places.map((at) => columns[at]!);
  return rows === undefined ? chosen : gather(chosen, rows);
}

/** The columns that say which window a row of results is of. */
export const windowNames = ["windowStart", "windowEnd"] as const;

function windowColumns({ start, end }: TimeWindow, rowCount: number, taken: Taken): NamedColumn[] {
  return windowNames
    .filter(taken)
    .map((name) => timeColumn(name, new Float64Array(rowCount).fill(name === "windowStart" ? start : end)));
}

/** A side that may lack a partner: its absent values read as null, as those of the padding do. */
export function padded(side: Batch): Batch {
  if (side.schema.fields.every(({ missing }) => missing === undefined)) return side;
  const named = side.columns.map((column, at) => nullable(column, side.schema.fields[at]!, side.rowCount));
  return makeBatch(
    schemaMaker(side.schema.open === true ? { open: true } : {})(named),
    side.rowCount,
    named.map(({ column }) => column),
    { times: side.times, kinds: side.kinds, selection: side.selection, reused: side.reused },
  );
}

/** Looks at each pair of schemas once. */
function collisionCheck(
  shared: readonly string[],
  step: string,
): (left: Schema, right: Schema | undefined, window: TimeWindow | undefined) => void {
  let seen: { left: Schema; right: Schema | undefined } | undefined;
  return (left, right, window) => {
    if (seen?.left === left && seen.right === right) return;
    const rightNames = right === undefined ? [] : [...right.index.keys()].filter((name) => !shared.includes(name));
    const twice = rightNames.filter((name) => left.index.has(name));
    if (twice.length > 0) throw neverRight(new TypeError(bothHave(twice, step)));
    const taken = windowNames.filter((name) => left.index.has(name) || rightNames.includes(name));
    if (window !== undefined && taken.length > 0) throw neverRight(new TypeError(windowTaken(taken, step)));
    seen = { left, right };
  };
}

function bothHave(names: readonly string[], step: string): string {
  return (
    `Cannot join the columns of both sides in ${step} as their names must differ, but for the columns of the key: ` +
    `got ${quoted(names)} on both; rename them on one side with map, or say with select what becomes of both`
  );
}

function windowTaken(names: readonly string[], step: string): string {
  return (
    `Cannot add the window to the rows of ${step} as these columns are there already: got ${quoted(names)}; ` +
    "rename them with map before, or say with select what becomes of both"
  );
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}
