import type { Batch } from "../data/batch.ts";
import { mendedKinds, splitUpdates } from "../data/change-pairs.ts";
import { any, type DataType, type Field } from "../data/data-type.ts";
import { isWholeSentence } from "../data/explained-error.ts";
import { rowSchema, type Schema, valueSchema } from "../data/schema.ts";
import type { RowStage } from "../expression/chain-plan.ts";
import type { Condition } from "../expression/conditions.ts";
import { type Evaluated, type Evaluation, evaluator } from "../expression/evaluate.ts";
import { explainChain } from "../expression/explain-chain.ts";
import { filterFirst } from "../expression/filter-first.ts";
import { readLambda } from "../expression/read-lambda.ts";
import { type RowFailure, rowChain } from "../expression/row-chain.ts";
import type { RowSpread } from "../expression/row-spread.ts";
import type { Columns, Operator, OperatorContext } from "./operator.ts";
import { ColumnSeeker, namedBy } from "./sought-columns.ts";

/** Calls the user's lambdas row by row: any run of `filter` and `map`, maybe a `flatMap` at its end, as one loop. */
export interface RowsOperator extends Operator {
  readonly stages: readonly RowStage[];
}

export function rows(stages: readonly RowStage[]): RowsOperator {
  return {
    name: stages.map(({ step }) => step).join(" → "),
    stages,
    selection: "accepts",
    changes: "keeps",
    reads: (wanted) => [columnsRead(stages, wanted)],
    rowsAtMost: (input) => (stages.at(-1)!.kind === "flatMap" ? Number.POSITIVE_INFINITY : input),
    renamed: (name) => rows(stages.map((stage) => ({ ...stage, step: name }))),
    fuse: (next) => fused(stages, next),
    conditions: conditionsOf(stages),
    ...(stages.every(({ kind }) => kind === "filter") ? { keepsSchema: true as const } : {}),
    schema: (input) => stages.reduce<Schema | undefined>(schemaBehind, input),
    code: (schema) => explainChain(stages, schema),
    open: (context) => {
      const chain = filterFirst(stages, failureOf(context));
      // What comes out of a changelog stands at the numbers of its rows, so that both halves of an update are seen.
      const ofChanges = rowChain(stages, failureOf(context), { align: "input" });
      const spreads = stages.at(-1)!.kind === "flatMap";
      const seekers = seekersOf(stages, context);
      return {
        batch: (batch) => {
          const result = (batch.kinds === undefined ? chain : ofChanges).run(batch);
          seekers.first.see(batch);
          seekers.rest.see(batch, result !== undefined);
          if (result === undefined) return;
          context.emit(batch.kinds === undefined ? result : { ...result, kinds: kindsAfter(batch, result, spreads) });
        },
      };
    },
  };
}

/** The columns of its rows that the first lambda names, which is called for each, and those behind it. */
function seekersOf(stages: readonly RowStage[], { sought }: OperatorContext): Record<"first" | "rest", ColumnSeeker> {
  const behind = stages.findIndex(({ kind }) => kind !== "filter");
  const seeing = stages.slice(1, behind < 0 ? stages.length : behind + 1);
  const named = (some: readonly RowStage[]): ColumnSeeker =>
    new ColumnSeeker(
      sought,
      some.flatMap(({ lambda, step }) => namedBy(lambda, step)),
    );
  return { first: named(stages.slice(0, 1)), rest: named(seeing) };
}

/** Values of lambdas for the rows of a step's batches; what they throw at a row, and columns that no row has, are told as its. */
export function evaluatorOf(
  evaluations: readonly Evaluation[],
  context: OperatorContext,
): (batch: Batch) => Evaluated | undefined {
  const evaluate = evaluator(evaluations, failureOf(context));
  const seeker = new ColumnSeeker(
    context.sought,
    evaluations.flatMap(({ lambda, step }) => namedBy(lambda, step)),
  );
  return (batch) => {
    seeker.see(batch);
    return evaluate(batch);
  };
}

/** An update of which a filter lets only one half through is a delete or an insert; so are those that are spread. */
function kindsAfter(before: Batch, after: Batch, spreads: boolean): Uint8Array {
  if (spreads) return splitUpdates(after.kinds!);
  const same = after.selection === before.selection || after.selection === undefined;
  return same ? before.kinds! : mendedKinds(before.kinds!, before.selection, after.selection!);
}

/** Reports a lambda that threw at a row as what the step was doing; of a lambda of ours, which no user could mend, what it says. */
function failureOf(context: OperatorContext): RowFailure {
  return (error, stage, batch, row) => {
    const failure = { doing: `apply the lambda of ${stage.step}`, error, batch, row };
    if (!isWholeSentence(error)) return context.fail(failure);
    context.fail({ ...failure, explained: true, ...(stage.step === context.step ? {} : { within: stage.step }) });
  };
}

function fused(stages: readonly RowStage[], next: Operator): Operator | undefined {
  if (!("stages" in next) || stages.at(-1)!.kind === "flatMap") return undefined;
  return rows([...stages, ...(next as RowsOperator).stages]);
}

/** A literal's columns are known, their types where they are handed on only. */
function schemaBehind(before: Schema | undefined, { kind, lambda }: RowStage): Schema | undefined {
  if (kind === "filter") return before;
  const { returns, spread } = readLambda(lambda);
  if (kind === "map" && spread !== undefined) return schemaOfSpread(before, spread);
  const typeOf = (column: string): DataType => before?.fields[before.index.get(column) ?? -1]?.type ?? any;
  if (kind === "map" && returns.kind === "column") return valueSchema(typeOf(returns.column));
  if (kind === "flatMap" || returns.kind !== "object") return undefined;
  const names = new Set(returns.properties.map(({ name }) => name));
  if (names.size < returns.properties.length) return undefined;
  return rowSchema(
    returns.properties.map(({ name, column }): Field => ({ name, type: column === undefined ? any : typeOf(column) })),
  );
}

/** Its columns are those of the row, and what stands behind it. */
function schemaOfSpread(before: Schema | undefined, { properties }: RowSpread): Schema | undefined {
  if (before?.shape !== "row" || before.open === true) return undefined;
  const own = new Map(before.fields.map((field): [string, Field] => [field.name, field]));
  const types = new Map(before.fields.map(({ name, type }) => [name, type]));
  for (const { name, column } of properties) own.set(name, { name, type: types.get(column ?? "") ?? any });
  return rowSchema([...own.values()]);
}

/** What the filters before anything else demand of a row, up to one that may do more than compute: it sees every row. */
function conditionsOf(stages: readonly RowStage[]): Condition[] {
  const conditions: Condition[] = [];
  for (const { kind, lambda } of stages) {
    if (kind !== "filter") break;
    const facts = readLambda(lambda);
    conditions.push(...facts.conditions);
    if (facts.computes === undefined) break;
  }
  return conditions;
}

/** The input columns that the stages, from the last to the first, have to see. */
function columnsRead(stages: readonly RowStage[], wanted: Columns): Columns {
  return stages.reduceRight<Columns>((later, { kind, lambda }) => {
    const { reads, spread } = readLambda(lambda);
    if (kind === "map" && spread !== undefined) return later === "all" ? "all" : readBySpread(spread, later);
    if (reads === undefined) return "all";
    if (kind !== "filter") return new Set(reads);
    return later === "all" ? "all" : later.union(new Set(reads));
  }, wanted);
}

/** What stands behind a spread is read of nobody, all else as it is. */
function readBySpread({ reads, properties }: RowSpread, wanted: ReadonlySet<string>): Columns {
  return wanted.difference(new Set(properties.map(({ name }) => name))).union(new Set(reads));
}
