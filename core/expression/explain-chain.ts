import type { Layout } from "../data/column.ts";
import type { DataType } from "../data/data-type.ts";
import type { Schema } from "../data/schema.ts";
import { type ChainPlan, type PlannedStage, planChain, type RowForm, type RowStage } from "./chain-plan.ts";
import { cursorsUsed, loopSource } from "./chain-source.ts";
import type { ColumnForm } from "./column-access.ts";
import { type ColumnWriter, columnWriter } from "./column-writer.ts";
import { fewestKept, filtersFirst } from "./filter-first.ts";
import { type Lambda, type LambdaFacts, readLambda } from "./read-lambda.ts";
import type { ReturnedProperty } from "./return-shape.ts";
import { rowClass } from "./row-class.ts";

/** Which way each lambda of a chain goes and why, and its loop, as it is when every column has its usual layout and no nulls. */
export function explainChain(stages: readonly RowStage[], schema: Schema | undefined): string {
  if (schema === undefined) {
    const lines = stages.map(({ step, lambda }) => `${step}: ${calledText(readLambda(lambda), undefined)}`);
    return [...lines, "", "its loop is made when the first batch shows the columns"].join("\n");
  }
  const plan = planChain(stages, schema);
  const lines = plan.stages.map((stage) => `${stage.step}: ${stageText(stage)}`);
  return [...lines, ...filtersText(stages, schema), "", loopText(plan, schema)].join("\n");
}

function filtersText(stages: readonly RowStage[], { shape }: Schema): string[] {
  const filters = filtersFirst(stages, shape);
  if (filters === 0) return [];
  const names = stages.slice(0, filters).map(({ step }) => step);
  return [
    `${names.join(", ")} before the rest, in a loop without a branch, while batches are kept in part (${fewestKept * 100}–${(1 - fewestKept) * 100} %): nobody can tell, as all it does is compute`,
  ];
}

/** One line on a lambda whose values are wanted: cursor, plain object or the row's own value; the columns it reads; why. */
export function lambdaText(lambda: Lambda, schema: Schema | undefined): string {
  const facts = readLambda(lambda);
  const called = calledText(facts, schema);
  if (facts.choice === undefined || schema?.shape === "value") return called;
  return `tested without a call where ${facts.choice.tested.join(", ")} have a number in all rows, else ${called}`;
}

function stageText({ form, facts, spread }: PlannedStage): string {
  if (spread === undefined) return `${formText(form, facts)}; ${factsText(facts)}`;
  return (
    "called with a cursor over the columns, as it only spreads the row into what it returns; " +
    `reads ${listText(spread.reads)}; gives all columns as they are, and ${propertiesText(spread.properties)}`
  );
}

function calledText(facts: LambdaFacts, schema: Schema | undefined): string {
  return `${formText(schema?.shape === "value" ? "value" : facts.row, facts)}; ${factsText(facts)}`;
}

function formText(form: RowForm, facts: LambdaFacts): string {
  if (form === "value") return "called with the value before it, as it is";
  if (form === "object") return `called with a plain fresh object, as ${facts.why}`;
  return `called with a cursor over the columns, as ${facts.why}`;
}

function factsText(facts: LambdaFacts): string {
  const reads = facts.reads === undefined ? "all columns" : listText(facts.reads);
  return `reads ${reads}; ${returnsText(facts)}`;
}

function returnsText({ returns }: LambdaFacts): string {
  if (returns.kind === "column") return `gives column ${returns.column} as it is`;
  if (returns.kind === "value") return "gives a value";
  return `gives columns ${propertiesText(returns.properties)}`;
}

function propertiesText(properties: readonly ReturnedProperty[]): string {
  return properties
    .map(({ name, column }) => (column === undefined ? name : `${name} (= column ${column})`))
    .join(", ");
}

function listText(names: readonly string[]): string {
  return names.join(", ") || "no column";
}

function loopText(plan: ChainPlan, schema: Schema): string {
  if (plan.projection) return "no loop: columns are chosen";
  const columns = typeof plan.output === "string" ? [] : plan.output.columns;
  const writers = columns.filter(({ from }) => from === undefined).map(({ name }) => assumedWriter(name));
  const handsOn = plan.output === "same" || columns.some(({ from }) => from !== undefined);
  const filters = plan.stages.some(({ kind }) => kind === "filter");
  const inputs = schema.fields
    .filter(({ name }) => schema.shape === "value" || plan.needed.has(name))
    .map(({ name, type }) => ({ name, form: usualForm(type) }));
  const shape: "row" | "value" | "same" | "list" = typeof plan.output === "string" ? plan.output : plan.output.shape;
  const cursors = plan.cursors.map((cursor) => rowClass(inputs, plan, cursor));
  const loop = loopSource(
    {
      plan,
      inputs,
      selected: false,
      scattered: handsOn || !filters,
      keeps: filters && handsOn,
      writers,
      shape,
    },
    cursors,
  );
  return [...cursorsUsed(plan).map((cursor) => classBody(cursors[cursor]!.source)), loop.trim()].join("\n");
}

/** Without the salt, which has no meaning for readers. */
function classBody(source: string): string {
  return source.slice(source.indexOf("\n")).trim();
}

function assumedWriter(name: string): ColumnWriter {
  return { ...columnWriter(name), base: "float64" };
}

function usualForm(type: DataType): ColumnForm {
  return {
    layout: usualLayout(type),
    nullable: false,
    missing: "null",
    isDate: type.kind === "timestamp" && type.as === "Date",
  };
}

function usualLayout({ kind }: DataType): Layout {
  const layouts: Partial<Record<DataType["kind"], Layout>> = {
    boolean: "uint8",
    int32: "int32",
    bigint: "bigint64",
    string: "dictionary",
    bytes: "values",
    list: "values",
    struct: "values",
    vector: "vector",
    any: "values",
  };
  return layouts[kind] ?? "float64";
}
