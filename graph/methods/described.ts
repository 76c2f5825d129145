import { type Dataset, missingColumn } from "../../core/mod.ts";
import type { Choice } from "../build/edge-columns.ts";
import type { GraphShape } from "../operator/algorithm-operator.ts";

/** A graph as its datasets, and what is what in their rows: all that a method which makes one of another needs. */
export interface Described {
  readonly edges: Dataset<Row>;
  readonly vertices: Dataset<Row> | undefined;
  readonly shape: GraphShape;
}

/** A row of any kind: methods add columns to those that are objects. */
export type Row = Readonly<Record<string, unknown>>;

/** Whose rows edges are, for messages. */
export const edgesOf = "the edges of a graph";

/** Edges whose ends are the columns `source` and `target`, and whose weight is `weight`. */
export const namedEnds = { source: "source", target: "target" } as const;

/**
 * What a choice gives of a row. A column that the row does not have is refused: it would be taken for null, and the rows of a slip for
 * one group, or for none.
 *
 * @param of Whose rows they are, as in `the edges of a graph`.
 * @param without What a message says that rows without the column can be taken for: a weight is no text.
 */
export function reader(choice: Choice, of: string, without: number | string = "none"): (row: Row) => unknown {
  if (typeof choice !== "string") return choice as (row: Row) => unknown;
  return (row) => {
    const value = columnsOf(row)[choice];
    if (value === undefined) mustHave(row, choice, of, without);
    return value;
  };
}

function mustHave(row: Row, column: string, of: string, without: number | string): void {
  const names = Object.keys(columnsOf(row));
  if (names.includes(column)) return;
  throw new TypeError(
    `${missingColumn(column, names, of)} (where only some rows have it, a function: (row) => row[${JSON.stringify(column)}] ?? ${JSON.stringify(without)})`,
  );
}

/** Reads both ends of an edge. */
export function endsReader({ source, target }: GraphShape): (edge: Row) => readonly [source: unknown, target: unknown] {
  const [from, to] = [reader(source, edgesOf), reader(target, edgesOf)];
  return (edge) => [from(edge), to(edge)];
}

/** Reads the id of a row of `verticesOf`. */
export function idReader({ id, idName }: GraphShape): (vertex: Row) => unknown {
  return reader(id ?? idName, "the vertices of a graph");
}

/** The vertices as they were given, or else the ends of edges, each a row with its id. */
export function verticesOf({ edges, vertices, shape }: Described): Dataset<Row> {
  if (vertices !== undefined) return vertices;
  const ends = endsReader(shape);
  const { idName } = shape;
  return edges.flatMap((edge) => ends(edge).map((end) => ({ [idName]: end }))).distinctBy(idName as never);
}

/** The ends and the weight of an edge under their common names. */
export function namedReader(shape: GraphShape): (edge: Row) => Row {
  const ends = endsReader(shape);
  const weight = shape.weight === undefined ? undefined : reader(shape.weight, edgesOf, 1);
  return (edge) => {
    const [source, target] = ends(edge);
    return weight === undefined ? { source, target } : { source, target, weight: weight(edge) };
  };
}

/** What is what in edges that have their ends and weight under the common names. */
export function namedShape(shape: GraphShape): GraphShape {
  return { ...shape, ...namedEnds, weight: shape.weight === undefined ? undefined : "weight" };
}

/** What is what in vertices that have their id under its name in results. */
export function namedVertices(shape: GraphShape): GraphShape {
  return { ...shape, id: shape.idName };
}

/** The columns of a row that has some; of one that is none, such as a text, nothing. */
export function columnsOf(row: unknown): Row {
  return typeof row === "object" && row !== null && !Array.isArray(row) ? (row as Row) : {};
}

/** The same edges with their ends and weight under the common names, beside the columns that they have. */
export function withNamedEnds({ edges, shape }: Described): Dataset<Row> {
  if (shape.source === "source" && shape.target === "target" && isNamed(shape.weight)) return edges;
  const named = namedReader(shape);
  return edges.map((edge) => ({ ...columnsOf(edge), ...named(edge) }));
}

function isNamed(weight: Choice | undefined): boolean {
  return weight === undefined || weight === "weight";
}

/** One key for both ends: of an undirected graph whichever comes first. */
export function pairReader(shape: GraphShape): (edge: Row) => unknown {
  const ends = endsReader(shape);
  if (shape.directed) return ends;
  return (edge) => {
    const [source, target] = ends(edge);
    return comesFirst(source, target) ? [source, target] : [target, source];
  };
}

/** A vertex with its id as the first column. */
export function withId(idName: string, id: unknown, columns: Row): Row {
  return Object.assign({ [idName]: id }, columns, { [idName]: id });
}

/** Whether both ends of an edge are one vertex. */
export function sameIds(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === "object" && JSON.stringify(one) === JSON.stringify(other));
}

/** What a function of a row gave as columns: an object, and none that comes later. */
export function madeColumns(made: unknown, method: string): Row {
  if (typeof made === "object" && made !== null && !Array.isArray(made) && !("then" in made)) return made as Row;
  const got = typeof made === "object" && made !== null && "then" in made ? "a promise" : String(made);
  throw new TypeError(
    `Cannot take columns in ${method} as its function must give an object at once: got ${got}; ` +
      "write for instance (row) => ({ ...row, km: 1 })",
  );
}

/** Refuses what is no function. */
export function mustBeFunction(call: unknown, method: string): void {
  if (typeof call === "function") return;
  throw new TypeError(
    `Cannot use ${method} as it takes a function: got ${call === null ? "null" : typeof call}; write for instance ${method}((row) => …)`,
  );
}

/** Some order of ids, the same whichever comes first: by kind, then by value or text. */
function comesFirst(one: unknown, other: unknown): boolean {
  if (typeof one !== typeof other) return typeof one < typeof other;
  if (typeof one === "object") return String(JSON.stringify(one)) <= String(JSON.stringify(other));
  return (one as number) <= (other as number);
}
