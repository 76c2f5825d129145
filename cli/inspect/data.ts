import { countText, tableText } from "../../core/display/mod.ts";
import {
  type Aggregation,
  approxCountDistinct,
  avg,
  count,
  type Dataset,
  type DataType,
  from,
  max,
  min,
  type Source,
  stddev,
  Table,
} from "../../core/mod.ts";
import { progressPrinter } from "../progress.ts";
import type { Inspected } from "./inspect.ts";
import type { Kind } from "./kind.ts";

type Row = Readonly<Record<string, unknown>>;

/** What is said of a column; null what it has not. */
interface ColumnFacts {
  readonly column: string;
  readonly type: string;
  readonly values: number;
  readonly nulls: number;
  /** Different values, about: within a few percent. */
  readonly distinct: number;
  readonly mean: number | null;
  readonly stddev: number | null;
  readonly min: unknown;
  readonly max: unknown;
}

interface Look {
  /** How many rows are looked at; undefined for all. */
  readonly rows: number | undefined;
  readonly head: number;
}

/** What a file or folder of rows holds: its columns, what they hold, its first rows. */
export async function inspectData(path: string, kind: Kind, { rows, head }: Look): Promise<Inspected> {
  const source = await sourceOf(path, kind);
  const described = await source.describe?.();
  const types = new Map((described?.schema?.fields ?? []).map(({ name, type }) => [name, type]));
  const dataset = from(source);
  const progress = progressPrinter(path);
  const seen = rows === undefined ? dataset : dataset.limit(rows);
  const facts = await factsOf(seen, types, progress.show).finally(progress.end);
  const first = new Table((await dataset.limit(head).collect()) as Row[], types, [...types.keys()]);
  const { rows: known, sizeBytes } = described ?? {};
  const total = known ?? (rows === undefined || facts.rows < rows ? facts.rows : undefined);
  const shape = [
    kind,
    total === undefined ? `more than ${countText(facts.rows, "row")}` : countText(total, "row"),
    countText(types.size, "column"),
    ...(sizeBytes === undefined ? [] : [countText(sizeBytes, "byte")]),
  ];
  const part = total === facts.rows ? "" : ` of the first ${countText(facts.rows, "row")} (--rows all for all)`;
  const text = [
    `${path}: ${shape.join(", ")}`,
    "",
    `columns${part}; distinct values are estimated`,
    tableText(viewOf(facts.columns, types), { head: types.size }),
    "",
    `first rows`,
    String(first),
  ];
  const data = {
    path,
    kind,
    rows: total ?? null,
    sizeBytes: sizeBytes ?? null,
    rowsInspected: facts.rows,
    columns: facts.columns,
    head: first.toObjects(),
  };
  return { text: `${text.join("\n")}\n`, data };
}

async function sourceOf(path: string, kind: Kind): Promise<Source<unknown>> {
  switch (kind) {
    case "parquet":
      return (await import("../../connectors/parquet/mod.ts")).parquet(path);
    case "csv":
      return (await import("../../connectors/csv/mod.ts")).csv(path);
    case "avro":
      return (await import("../../connectors/avro/mod.ts")).avro(path);
    case "arrow":
      return (await import("../../connectors/arrow/mod.ts")).arrow(path);
    case "text":
      return (await import("../../connectors/text/mod.ts")).text(path);
    default:
      return (await import("../../connectors/json-lines/mod.ts")).jsonLines(path);
  }
}

interface Facts {
  readonly rows: number;
  readonly columns: readonly ColumnFacts[];
}

const numbers: ReadonlySet<DataType["kind"]> = new Set(["int32", "int64", "float64", "bigint"]);
const ordered: ReadonlySet<DataType["kind"]> = new Set(["string", "boolean", "timestamp", "date", ...numbers]);

async function factsOf(
  dataset: Dataset<unknown>,
  types: ReadonlyMap<string, DataType>,
  onProgress: ReturnType<typeof progressPrinter>["show"],
): Promise<Facts> {
  const columns = [...types];
  const spec: Record<string, Aggregation<unknown, unknown>> = { rows: count() };
  for (const [at, [name, { kind }]] of columns.entries()) {
    const value = (row: unknown): unknown => (row as Row)[name];
    spec[`${at} values`] = count(value);
    spec[`${at} distinct`] = approxCountDistinct(value);
    if (ordered.has(kind)) {
      spec[`${at} min`] = min(value as (row: unknown) => number);
      spec[`${at} max`] = max(value as (row: unknown) => number);
    }
    if (numbers.has(kind)) {
      spec[`${at} mean`] = avg(value as (row: unknown) => number);
      if (kind !== "bigint") spec[`${at} stddev`] = stddev(value as (row: unknown) => number);
    }
  }
  const [found = {}] = (await dataset.aggregate(spec).collect({ onProgress })) as Record<string, unknown>[];
  const { rows = 0 } = found as { readonly rows?: number };
  const typeTexts = new Table<Row>([], types, [...types.keys()]).describe().column("type");
  return {
    rows,
    columns: columns.map(([column, type], at) => {
      const fact = (name: string): unknown => found[`${at} ${name}`] ?? null;
      const isTime = type.kind === "timestamp" || type.kind === "date";
      const shown = (value: unknown): unknown => (isTime && typeof value === "number" ? new Date(value) : value);
      const values = (fact("values") as number | null) ?? 0;
      return {
        column,
        type: typeTexts[at]!,
        values,
        nulls: rows - values,
        distinct: Math.min(values, (fact("distinct") as number | null) ?? 0),
        mean: fact("mean") as number | null,
        stddev: fact("stddev") as number | null,
        min: shown(fact("min")),
        max: shown(fact("max")),
      };
    }),
  };
}

/** Least and greatest values as text, as they are of many types below each other. */
function viewOf(facts: readonly ColumnFacts[], types: ReadonlyMap<string, DataType>): Parameters<typeof tableText>[0] {
  const text = (value: unknown): string | null =>
    value === null ? null : value instanceof Date ? timeText(value) : String(value);
  const column = (name: keyof ColumnFacts, type: string) => ({
    name,
    type,
    values: facts.map((fact) => (type === "string" ? text(fact[name]) : fact[name])),
  });
  return {
    rowCount: types.size,
    columns: [
      column("column", "string"),
      column("type", "string"),
      column("values", "int64"),
      column("nulls", "int64"),
      column("distinct", "int64"),
      column("min", "string"),
      column("max", "string"),
      column("mean", "float64"),
      column("stddev", "float64"),
    ],
  };
}

/** In UTC, to the last unit that is not 0. */
function timeText(time: Date): string {
  return time
    .toISOString()
    .replace("T", " ")
    .replace(/(?:(?: 00:00)?:00)?\.000Z$/, "");
}
