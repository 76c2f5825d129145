import type { DataType } from "../data/data-type.ts";
import type { Schema } from "../data/schema.ts";
import { missingColumn } from "../data/schema.ts";
import { type Lambda, type LambdaFacts, readLambda } from "./read-lambda.ts";
import { isOrdinaryName } from "./return-shape.ts";
import type { RowSpread } from "./row-spread.ts";

/** A lambda that is called once a row, in a chain of such. A `flatMap` may only be the last. */
export interface RowStage {
  readonly kind: "filter" | "map" | "flatMap";
  readonly lambda: Lambda;
  /** The step as the user knows it, e.g. `filter #2`, for errors and plans. */
  readonly step: string;
}

/** How a stage is handed its row: a view of the columns, a fresh object made of them, or what the stage before gave. */
export type RowForm = "cursor" | "object" | "value";

/** A column that a chain gives: an input column as it is, or one that its lambdas compute. */
export interface OutputColumn {
  readonly name: string;
  /** The input column handed on unchanged. */
  readonly from: string | undefined;
}

export interface PlannedStage extends RowStage {
  readonly form: RowForm;
  readonly facts: LambdaFacts;
  /** Which of the plan's cursors it is given, where it gets one. */
  readonly cursor: number;
  /** Where it spreads that cursor: only what stands behind the spread is taken from what it gives. */
  readonly spread: RowSpread | undefined;
}

/** A row as some stages see it: the columns of the input and, in place of those or beside them, what spreads computed. */
export interface ChainCursor {
  /** The computed columns that stages read of it, by the number of the stage that gave them. */
  readonly computed: ReadonlyMap<string, number>;
  /** Input columns that are only handed on: their getter gives nothing, since nobody looks. */
  readonly placeholders: ReadonlySet<string>;
  /** Whether a stage spreads it: then it has no properties of its own, which would be copied for each row. */
  readonly isSpread: boolean;
}

export interface ChainPlan {
  readonly stages: readonly PlannedStage[];
  /** One for the input, and one behind each spread. */
  readonly cursors: readonly ChainCursor[];
  /** Input columns whose values the lambdas look at. */
  readonly needed: ReadonlySet<string>;
  /** The stage whose result has the value of a computed column. */
  readonly computedBy: (name: string) => number;
  /** `"same"`: the input's columns, fewer rows. `"list"`: what a flatMap gives. */
  readonly output: "same" | "list" | { readonly shape: "row" | "value"; readonly columns: readonly OutputColumn[] };
  /** Whether nothing needs to be called: a mere choice of columns. */
  readonly projection: boolean;
  /** Whether the last stage only chooses columns: it is not called, the rows that reach it have all it gives. */
  readonly lastChooses: boolean;
}

/** What the row is, seen from a stage: names with the input column behind each, or one value. */
type Origin = ReadonlyMap<string, string | undefined> | { readonly column: string | undefined };

/** Plans a chain over batches of a schema. Throws where a lambda reads a column that is not there. */
export function planChain(stages: readonly RowStage[], schema: Schema): ChainPlan {
  const rows = schema.shape === "row";
  let origin: Origin = rows ? new Map(schema.fields.map(({ name }) => [name, name])) : { column: "value" };
  const planned: PlannedStage[] = [];
  const computed: ReadonlyMap<string, number>[] = [new Map()];
  let mapped = !rows;
  for (const [at, stage] of stages.entries()) {
    const facts = readLambda(stage.lambda);
    const spread = mapped ? undefined : spreadFor(stages.slice(at), schema);
    const isKnown = spread !== undefined || computed.length > 1;
    const form = mapped ? "value" : isKnown ? "cursor" : formFor(facts, schema, stage.step);
    planned.push({ ...stage, form, facts, cursor: computed.length - 1, spread });
    if (spread !== undefined) {
      origin = spreadOrigin(spread, origin as Map<string, string | undefined>);
      computed.push(new Map([...computed.at(-1)!, ...spread.properties.map(({ name }) => [name, at] as const)]));
      continue;
    }
    // What may have changed the row by then is not passed over it: its columns are taken from the row itself.
    if (form === "value" && facts.row === "object") origin = withoutOrigins(origin);
    if (stage.kind === "map") origin = originAfter(facts, withoutChanged(origin, facts, schema), form);
    mapped ||= stage.kind === "map";
  }
  const changes = stages.some(({ kind }) => kind !== "filter");
  const output = stages.at(-1)?.kind === "flatMap" ? "list" : changes ? outputOf(origin) : "same";
  const lastChooses = choosesColumns(planned.at(-1), output);
  const projection = lastChooses && planned.length === 1 && planned[0]!.form === "cursor";
  const needed = neededOf(planned, schema, output);
  const cursors = computed.map((columns, cursor) => cursorOf(planned, cursor, columns, needed, schema));
  const lastMap = planned.findLastIndex(({ kind, spread }) => kind !== "filter" && spread === undefined);
  const computedBy = (name: string): number => (lastMap < 0 ? computed.at(-1)!.get(name)! : lastMap);
  return { stages: planned, cursors, output, projection, lastChooses, needed, computedBy };
}

/**
 * How the first of some stages spreads its row, if it may be a cursor: there must be nothing in the row that could be
 * changed in its place, or stand elsewhere in an object, and all stages that see what it gives must merely read it.
 */
function spreadFor([first, ...later]: readonly RowStage[], schema: Schema): RowSpread | undefined {
  const spread = first!.kind === "map" ? readLambda(first!.lambda).spread : undefined;
  if (spread === undefined || schema.open === true) return undefined;
  if (!schema.fields.every(({ name, type }) => isOrdinaryName(name) && !isChangeable(type))) return undefined;
  for (const { kind, lambda } of later) {
    const facts = readLambda(lambda);
    if (kind === "map" && facts.spread !== undefined) continue;
    if (facts.row !== "cursor") return undefined;
    if (kind !== "filter") break;
  }
  return spread;
}

function spreadOrigin(
  { properties }: RowSpread,
  origin: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, string | undefined> {
  const handedOn = properties.map(({ name, column }): [string, string | undefined] => [
    name,
    column === undefined ? undefined : origin.get(column),
  ]);
  return new Map([...origin, ...handedOn]);
}

/** Whether a value is an object that a lambda may change in its place: made anew where a row is looked at, so that the column does not show it. */
function isChangeable(type: DataType): boolean {
  return type.kind === "vector" || (type.kind === "timestamp" && type.as === "Date");
}

function formFor(facts: LambdaFacts, schema: Schema, step: string): RowForm {
  if (facts.row === "object" || facts.reads === undefined) return "object";
  for (const name of facts.reads) {
    if (schema.index.has(name)) continue;
    if (schema.open !== true) throw new TypeError(missingColumn(name, [...schema.index.keys()], step));
  }
  return "cursor";
}

function withoutOrigins(origin: Origin): Origin {
  return origin instanceof Map ? new Map([...origin.keys()].map((name) => [name, undefined])) : origin;
}

/** A date or a vector may be changed in its place: where a lambda looks at one, what it returns is taken from what it returned. */
function withoutChanged(origin: Origin, { passed }: LambdaFacts, schema: Schema): Origin {
  if (!(origin instanceof Map)) return origin;
  const changeable = schema.fields.filter(({ type }) => isChangeable(type));
  if (changeable.length === 0) return origin;
  const changed = (name: string, from: string | undefined): boolean =>
    !passed.has(name) && changeable.some((field) => field.name === from);
  return new Map([...origin].map(([name, from]) => [name, changed(name, from) ? undefined : from]));
}

function originAfter(facts: LambdaFacts, origin: Origin, form: RowForm): Origin {
  const from = (column: string | undefined): string | undefined =>
    column !== undefined && form !== "object" && origin instanceof Map ? origin.get(column) : undefined;
  const { returns } = facts;
  if (returns.kind === "object") return new Map(returns.properties.map(({ name, column }) => [name, from(column)]));
  return { column: returns.kind === "column" ? from(returns.column) : undefined };
}

function outputOf(origin: Origin): ChainPlan["output"] {
  if (!(origin instanceof Map))
    return { shape: "value", columns: [{ name: "value", from: (origin as { column: string | undefined }).column }] };
  return { shape: "row", columns: [...origin].map(([name, from]) => ({ name, from })) };
}

/** Whether a stage does nothing but hand on columns: then nobody can tell whether it was called. */
function choosesColumns(stage: ChainPlan["stages"][number] | undefined, output: ChainPlan["output"]): boolean {
  if (typeof output === "string" || stage?.kind !== "map" || stage.form === "object") return false;
  const { returns, reads, passed } = stage.facts;
  const onlyReads = returns.kind === "column" || (returns.kind === "object" && returns.bare);
  return (
    onlyReads && reads!.every((name) => passed.has(name)) && output.columns.every(({ from }) => from !== undefined)
  );
}

/** Which columns have to be read for real, walking back from what the chain gives. */
function neededOf(stages: readonly PlannedStage[], schema: Schema, output: ChainPlan["output"]): ReadonlySet<string> {
  let wanted: ReadonlySet<string> | "all" =
    output === "list" || output === "same" ? new Set<string>() : computedIn(output);
  for (const stage of stages.toReversed()) wanted = wantedBefore(stage, wanted);
  const names = schema.shape === "row" ? schema.fields.map(({ name }) => name) : [];
  return new Set(wanted === "all" ? names : names.filter((name) => (wanted as ReadonlySet<string>).has(name)));
}

function cursorOf(
  stages: readonly PlannedStage[],
  cursor: number,
  computed: ReadonlyMap<string, number>,
  needed: ReadonlySet<string>,
  schema: Schema,
): ChainCursor {
  const users = stages.filter((stage) => stage.form === "cursor" && stage.cursor === cursor);
  const read = new Set(users.flatMap(({ facts, spread }) => spread?.reads ?? facts.reads ?? []));
  const names = schema.shape === "row" ? schema.fields.map(({ name }) => name) : [];
  return {
    computed: new Map([...computed].filter(([name]) => read.has(name))),
    placeholders: new Set(names.filter((name) => read.has(name) && !needed.has(name) && !computed.has(name))),
    isSpread: users.some(({ spread }) => spread !== undefined),
  };
}

function computedIn(output: Exclude<ChainPlan["output"], string>): ReadonlySet<string> {
  return new Set(output.columns.filter(({ from }) => from === undefined).map(({ name }) => name));
}

function wantedBefore(
  stage: ChainPlan["stages"][number],
  wanted: ReadonlySet<string> | "all",
): ReadonlySet<string> | "all" {
  if (stage.spread !== undefined) return wantedBeforeSpread(stage.spread, wanted as ReadonlySet<string>);
  const { reads, passed, returns } = stage.facts;
  if (reads === undefined || stage.form === "object") return "all";
  const looked = reads.filter((name) => stage.kind !== "map" || !passed.has(name));
  if (stage.kind !== "map") return wanted === "all" ? "all" : new Set([...wanted, ...looked]);
  const all = wanted === "all" || returns.kind === "value" || (returns.kind === "column" && wanted.has("value"));
  if (all) return new Set(reads);
  const handed = returns.kind === "object" ? returns.properties.filter(({ name }) => wanted.has(name)) : [];
  return new Set([...looked, ...handed.flatMap(({ column }) => (column === undefined ? [] : [column]))]);
}

/** What reads all of a row behind a spread is no cursor, so that there it is always known what is wanted. */
function wantedBeforeSpread(
  { reads, passed, properties }: RowSpread,
  wanted: ReadonlySet<string>,
): ReadonlySet<string> {
  const names = new Set(properties.map(({ name }) => name));
  const handedOn = properties.flatMap(({ name, column }) => (wanted.has(name) && column !== undefined ? [column] : []));
  return new Set([...reads.filter((name) => !passed.has(name)), ...wanted.difference(names), ...handedOn]);
}
