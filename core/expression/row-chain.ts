import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { any } from "../data/data-type.ts";
import { gatherFloat64, gatherUint8 } from "../data/kernels/gather.ts";
import { nobodyWaits, promised, refusePromised } from "../data/later.ts";
import { presentColumns } from "../data/present-columns.ts";
import { rowSchema, type Schema, valueSchema } from "../data/schema.ts";
import { type ChainForms, chainForms } from "./chain-form.ts";
import { type ChainPlan, planChain, type RowStage } from "./chain-plan.ts";
import { cursorsUsed, type LoopForm, loopNames, loopSource } from "./chain-source.ts";
import { formKey, slotsOf, utf8At } from "./column-access.ts";
import { beginColumn, type ColumnWriter, putValue, writtenColumn, writtenField } from "./column-writer.ts";
import { generate, madeOnce } from "./generate.ts";
import { type RowClass, rowClass } from "./row-class.ts";

/** A lambda threw at a row. The handler throws to fail the job; when it returns, the row is left out. */
export type RowFailure = (error: unknown, stage: RowStage, batch: Batch, row: number) => void;

/** Runs the lambdas of a chain over batches. */
export interface RowChain {
  /** The rows that come out; undefined when there are none. */
  run(batch: Batch): Batch | undefined;
  /** Source of the loops made so far. */
  readonly sources: readonly string[];
}

/** Where a loop is, shared with generated code. */
interface Position {
  at: number;
  count: number;
  stage: number;
  stopped: boolean;
  pending: unknown;
  /** Rows left out since a lambda threw at them. */
  readonly failed: number[];
  readonly spread: (values: Iterable<unknown>, row: number) => void;
  readonly refuse: (value: object) => void;
  readonly refuseNothing: () => never;
}

interface Loop {
  readonly run: LoopRun;
  /** What cursors that are spread keep outside of themselves. */
  readonly states: readonly Record<string, unknown>[];
}

type LoopRun = (
  from: number,
  to: number,
  selection: Int32Array | undefined,
  inputs: readonly unknown[],
  outputs: readonly unknown[],
  masks: readonly unknown[],
  kept: Int32Array,
  at: Position,
) => number;

export interface RowChainOptions {
  /** `"input"`: what comes out of a row stands at that row's number, beside the input's columns. Default: whichever is cheaper. */
  readonly align?: "input";
}

/** Compiles a chain of row lambdas, once for each form of batch that arrives. */
export function rowChain(stages: readonly RowStage[], onFailure: RowFailure, options: RowChainOptions = {}): RowChain {
  const planFor = remembered((schema: Schema) => planChain(stages, schema));
  const state: ChainState = { forms: chainForms(), loops: new Map(), last: undefined, sources: [], kept: noRows };
  const schemaOf = writtenSchema();
  return {
    run: (batch) => {
      const plan = planFor(batch.schema);
      if (plan.projection) return projected(batch, plan, schemaOf);
      return runLoop({ batch, plan, stages, onFailure, state, schemaOf, aligned: options.align === "input" });
    },
    sources: state.sources,
  };
}

interface ChainState {
  readonly forms: ChainForms;
  readonly loops: Map<string, Loop>;
  last: LastLoop | undefined;
  readonly sources: string[];
  kept: Int32Array;
}

const noRows = new Int32Array(0);

/** The array for the numbers of rows kept, used again for each batch. */
function keptArray(state: ChainState, length: number): Int32Array {
  if (state.kept.length < length) state.kept = new Int32Array(length);
  return state.kept;
}

interface RunArguments {
  readonly batch: Batch;
  readonly plan: ChainPlan;
  readonly stages: readonly RowStage[];
  readonly onFailure: RowFailure;
  readonly state: ChainState;
  readonly schemaOf: SchemaMaker;
  readonly aligned: boolean;
}

function runLoop(run: RunArguments): Batch | undefined {
  const { batch, plan } = run;
  const length = lengthOf(batch);
  const { form, positions } = run.state.forms.of(run);
  const inputs = positions.flatMap((position) => slotsOf(batch.columns[position]!));
  for (const writer of form.writers) beginColumn(writer, form.scattered ? batch.rowCount : length);
  const kept = form.keeps ? keptArray(run.state, length) : noRows;
  const list = { values: [] as unknown[], rows: [] as number[] };
  const at: Position = {
    at: 0,
    count: 0,
    stage: 0,
    stopped: false,
    pending: undefined,
    failed: [],
    spread: spreadInto(list),
    refuse: refusePromised,
    refuseNothing,
  };
  while (at.at < length) advance(run, form, inputs, kept, at, length);
  if (plan.output === "list") return listBatch(batch, dropRows(list, at.failed));
  if (at.count === 0) return undefined;
  return outputBatch(run, form, keptRows(form, batch, kept, at), at.count);
}

function refuseNothing(): never {
  throw new TypeError(
    "Cannot map with a function that gives nothing as each row must become one: got undefined; return the row, as in " +
      ".map((row) => ({ city: row.city })), null where there is no value, or leave rows out by filter",
  );
}

/** Runs the loop until the end, or over the next row that it cannot do: one that throws or does not fit. */
function advance(
  run: RunArguments,
  form: LoopForm,
  inputs: readonly unknown[],
  kept: Int32Array,
  at: Position,
  length: number,
): void {
  const { batch, state } = run;
  const { run: loop, states } = loopFor(form, run.stages, state);
  // A lambda may run another chain over columns of the same names.
  const outer = states.map((own) => ({ ...own }));
  const outputs = form.writers.map((writer) => writer.values);
  const masks = form.writers.map((writer) => writer.validity);
  at.stopped = false;
  try {
    const count = loop(at.at, length, batch.selection, inputs, outputs, masks, kept, at);
    if (!at.stopped) Object.assign(at, { at: length, count });
  } catch (error) {
    if (error === promised) throw nobodyWaits(run.stages[at.stage]!.step);
    const row = batch.selection === undefined ? at.at : batch.selection[at.at]!;
    run.onFailure(error, run.stages[at.stage]!, batch, row);
    at.failed.push(row);
    at.at++;
    return;
  } finally {
    states.forEach((own, n) => Object.assign(own, outer[n]));
  }
  if (at.stopped) widen(form, batch, kept, at);
}

function widen(form: LoopForm, batch: Batch, kept: Int32Array, at: Position): void {
  const row = batch.selection === undefined ? at.at : batch.selection[at.at]!;
  const target = form.scattered ? row : at.count;
  const written = form.scattered && form.keeps ? kept.subarray(0, at.count) : numbers(target);
  form.writers.forEach((writer, output) => {
    const value = form.shape === "value" ? at.pending : (at.pending as readonly unknown[])[output];
    putValue(writer, target, value, written);
  });
  if (form.keeps) kept[at.count] = row;
  at.count++;
  at.at++;
  at.pending = undefined;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/** Chains of one lambda are made anew for each subtask; others are the operator's own. */
function ownerOf(stages: readonly RowStage[]): object {
  return stages.length === 1 ? stages[0]!.lambda : stages;
}

/** The loop used last, and what the columns that it writes were. */
interface LastLoop {
  readonly loop: Loop;
  readonly form: LoopForm;
  readonly written: readonly Pick<ColumnWriter, "base" | "missing">[];
}

function isLast(last: LastLoop, form: LoopForm): boolean {
  if (last.form !== form) return false;
  return form.writers.every(({ base, missing }, at) => {
    const known = last.written[at]!;
    return known.base === base && known.missing === missing;
  });
}

function loopFor(form: LoopForm, stages: readonly RowStage[], state: ChainState): Loop {
  if (state.last !== undefined && isLast(state.last, form)) return state.last.loop;
  const loop = loopOf(form, stages, state);
  state.last = { loop, form, written: form.writers.map(({ base, missing }) => ({ base, missing })) };
  return loop;
}

function loopOf(form: LoopForm, stages: readonly RowStage[], state: ChainState): Loop {
  const columns = form.inputs.map(({ name, form: column }) => `${JSON.stringify(name)}:${formKey(column)}`);
  const types = form.writers.map(
    ({ name, base, size, missing }) => `${JSON.stringify(name)}:${base}${size}/${missing}`,
  );
  const ways = form.plan.stages.map((stage) => `${stage.kind} ${stage.form}`);
  const unread = form.plan.cursors.map(({ placeholders }) => JSON.stringify([...placeholders]));
  const key = [columns, types, ways, unread, [form.selected, form.scattered, form.keeps, form.shape]].join("|");
  let loop = state.loops.get(key);
  if (loop === undefined) {
    const cursors = form.plan.cursors.map((cursor) => rowClass(form.inputs, form.plan, cursor));
    const made = madeOnce(ownerOf(stages), key, () => compileLoop(form, stages, cursors));
    loop = made.loop;
    state.loops.set(key, loop);
    state.sources.push(made.source.trim());
  }
  return loop;
}

/** Loops hold nothing of a run: all that an operator's subtasks, and those restored from it, ever need is one. */
function compileLoop(
  form: LoopForm,
  stages: readonly RowStage[],
  cursors: readonly RowClass[],
): { loop: Loop; source: string } {
  const { make, source } = generate(["lambdas", "names", "utf8", "Rows", "states"], loopSource(form, cursors));
  const used = cursorsUsed(form.plan).map((cursor) => cursors[cursor]!);
  const run = make(
    stages.map(({ lambda }) => lambda),
    loopNames(form),
    utf8At,
    cursors.map((cursor) => cursor.make),
    cursors.map(({ state }) => state),
  ) as LoopRun;
  const states = used.flatMap(({ state }) => (state === undefined ? [] : [state]));
  return { loop: { run, states }, source: [...used.map((cursor) => cursor.source), source].join("\n") };
}

function spreadInto(list: { values: unknown[]; rows: number[] }): Position["spread"] {
  return (values, row) => {
    if (values instanceof Promise) throw promised;
    if (typeof values?.[Symbol.iterator] !== "function") {
      throw new TypeError(
        `Cannot flatten what flatMap returned as it must be iterable: got ${String(values)}; return an array, [] for nothing`,
      );
    }
    for (const value of values) {
      list.values.push(value);
      list.rows.push(row);
    }
  };
}

const listSchema = valueSchema(any);

/** What a row gave before its lambda threw does not count. */
function dropRows(
  list: { values: unknown[]; rows: number[] },
  failed: readonly number[],
): { values: unknown[]; rows: number[] } {
  if (failed.length === 0) return list;
  const dropped = new Set(failed);
  return {
    values: list.values.filter((_, at) => !dropped.has(list.rows[at]!)),
    rows: list.rows.filter((row) => !dropped.has(row)),
  };
}

/** The numbers of the rows that came through; undefined when that is all of them, or nobody needs to know. */
function keptRows(form: LoopForm, batch: Batch, kept: Int32Array, at: Position): Int32Array | undefined {
  if (form.keeps) return at.count === kept.length ? kept : kept.subarray(0, at.count);
  if (at.failed.length === 0) return undefined;
  const failed = new Set(at.failed);
  return Int32Array.from(batch.selection ?? numbers(batch.rowCount)).filter((row) => !failed.has(row));
}

function listBatch(batch: Batch, { values, rows }: { values: unknown[]; rows: number[] }): Batch | undefined {
  if (values.length === 0) return undefined;
  const from = Int32Array.from(rows);
  const column: Column = { type: any, layout: "values", values, validity: undefined };
  return makeBatch(listSchema, values.length, [column], {
    times: batch.times && gatherFloat64(batch.times, from),
    kinds: batch.kinds && gatherUint8(batch.kinds, from),
  });
}

function projected(batch: Batch, plan: ChainPlan, schemaOf: SchemaMaker): Batch {
  const output = plan.output as Exclude<ChainPlan["output"], string>;
  const positions = output.columns.map(({ from }) => batch.schema.index.get(from!)!);
  const schema = schemaOf(
    output.shape,
    output.columns.map(({ name }, at) => ({ ...batch.schema.fields[positions[at]!]!, name })),
  );
  const columns = positions.map((position) => batch.columns[position]!);
  return makeBatch(schema, batch.rowCount, columns, batch);
}

function outputBatch(run: RunArguments, form: LoopForm, kept: Int32Array | undefined, count: number): Batch {
  const { batch, plan } = run;
  const selection = kept ?? batch.selection;
  if (plan.output === "same")
    return makeBatch(batch.schema, batch.rowCount, presentColumns(batch.columns, kept!), {
      times: batch.times,
      kinds: batch.kinds,
      selection,
      reused: true,
    });
  const output = plan.output as Exclude<ChainPlan["output"], string>;
  const computed = form.writers.values();
  const columns: Column[] = [];
  const fields = output.columns.map(({ name, from }) => {
    const writer = from === undefined ? computed.next().value! : undefined;
    const position = from === undefined ? -1 : batch.schema.index.get(from)!;
    columns.push(writer === undefined ? batch.columns[position]! : writtenColumn(writer));
    return writer === undefined ? { ...batch.schema.fields[position]!, name } : writtenField(writer);
  });
  const schema = run.schemaOf(output.shape, fields);
  if (form.scattered)
    return makeBatch(schema, batch.rowCount, kept === undefined ? columns : presentColumns(columns, kept), {
      times: batch.times,
      kinds: batch.kinds,
      selection,
      reused: true,
    });
  return makeBatch(schema, count, columns, {
    times: batch.times && gatherFloat64(batch.times, selection!),
    kinds: batch.kinds && gatherUint8(batch.kinds, selection!),
    reused: true,
  });
}

type SchemaMaker = (shape: "row" | "value", fields: Schema["fields"]) => Schema;

/** The same schema object as long as the fields are the same: what is compiled downstream is found by identity. */
function writtenSchema(): SchemaMaker {
  let last: { key: string; fields: Schema["fields"]; schema: Schema } | undefined;
  return (shape, fields) => {
    if (last !== undefined && last.schema.shape === shape && areAlike(last.fields, fields)) return last.schema;
    const key = JSON.stringify([shape, fields]);
    const schema =
      last?.key === key
        ? last.schema
        : shape === "row"
          ? rowSchema(fields)
          : valueSchema(fields[0]!.type, fields[0]!.missing);
    last = { key, fields, schema };
    return schema;
  };
}

/** Whether fields are the same without a look into their types. */
function areAlike(some: Schema["fields"], others: Schema["fields"]): boolean {
  return (
    some.length === others.length &&
    some.every(({ name, type, missing }, at) => {
      const other = others[at]!;
      return name === other.name && type === other.type && missing === other.missing;
    })
  );
}

function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let last: { key: Key; value: Value } | undefined;
  return (key) => {
    if (last === undefined || last.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}
