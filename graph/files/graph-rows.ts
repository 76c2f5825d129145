import { missingColumn } from "../../core/mod.ts";
import { descriptionOf } from "../methods/bound.ts";
import { columnsOf, edgesOf, endsReader, idReader, type Row, reader, verticesOf } from "../methods/described.ts";
import type { EdgeRecord, GraphRows, VertexId, VertexRecord } from "./document.ts";
import { rowName, shownValue } from "./written-values.ts";

/** Columns that were asked for; undefined: all. */
export interface ChosenColumns {
  readonly columns?: readonly string[];
  readonly vertexColumns?: readonly string[];
}

/** All rows of a graph, with what is to be written of them. */
export async function collectGraph(graph: unknown, path: string, chosen: ChosenColumns): Promise<GraphRows> {
  const described = descriptionOf(graph, "write a graph");
  const { shape } = described;
  const [vertexRows, edgeRows] = [await verticesOf(described).collect(), await described.edges.collect()];
  const [idOf, endsOf] = [idReader(shape), endsReader(shape)];
  const weightOf = shape.weight === undefined ? undefined : reader(shape.weight, edgesOf, 1);
  const known = new Set<unknown>();
  const vertices = [...vertexRows].map((row): VertexRecord => {
    const id = mustBeId(idOf(row), path);
    if (known.has(id)) throw twice(id, path);
    known.add(id);
    const values = without(row, [shape.id ?? shape.idName], { id });
    return { id, values: checked({ id, values }, ["id"], chosen.vertexColumns, path) };
  });
  const edges = [...edgeRows].map((row): EdgeRecord => {
    const [source, target] = endsOf(row).map((id) => mustBeId(id, path)) as [VertexId, VertexId];
    for (const end of [source, target]) if (!known.has(end)) throw stray(end, path);
    const named = weightOf === undefined ? { source, target } : { source, target, weight: weightOf(row) };
    const own = without(row, [shape.source, shape.target, shape.weight], named);
    const values = checked({ source, target, values: own }, Object.keys(named), chosen.columns, path);
    return {
      source,
      target,
      values: weightOf === undefined ? values : Object.assign(values, { weight: named.weight }),
    };
  });
  return {
    directed: shape.directed,
    vertices,
    edges,
    vertexColumns: columnsIn(vertices, chosen.vertexColumns, path, "vertices"),
    edgeColumns: columnsIn(edges, chosen.columns, path, "edges"),
    path,
  };
}

function mustBeId(id: unknown, path: string): VertexId {
  if (typeof id === "string" || typeof id === "bigint" || Number.isFinite(id)) return id as VertexId;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as ids must be numbers or texts: got ${shownValue(id)}; give vertices others by mapIds(…) before`,
  );
}

function twice(id: VertexId, path: string): TypeError {
  return new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as each vertex must have an id of its own: got ${shownValue(id)} twice; ` +
      "leave one of them out, by distinctBy(…) of the vertices before graph(…)",
  );
}

function stray(end: VertexId, path: string): TypeError {
  return new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as edges must lead from and to its vertices: got an edge with ${shownValue(end)}, which is none; ` +
      "see strayEdges(), or leave such edges out by filterEdges(…)",
  );
}

/** The columns of a row that are not ids or weights: those get names of their own, and a column that is called so and is the same is left out. */
function without(row: Row, choices: readonly unknown[], named: Row): Row {
  const own: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(columnsOf(row))) {
    const isNamed = Object.hasOwn(named, name) && Object.is(named[name], value);
    if (!choices.includes(name) && !isNamed) own[name] = value;
  }
  return own;
}

/** The columns of a row, of which none is called as what files have beside them: only one of both could be found again. */
function checked(
  record: VertexRecord | EdgeRecord,
  taken: readonly string[],
  chosen: readonly string[] | undefined,
  path: string,
): Row {
  const { values } = record;
  const wrong = taken.find((name) => Object.hasOwn(values, name) && chosen?.includes(name) !== false);
  if (wrong === undefined) return values;
  const [method, option] = "id" in record ? ["mapVertices", "vertexColumns"] : ["mapEdges", "columns"];
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as files call ${taken.join(", ")} what the graph has as such, and no other column: ` +
      `got a column ${JSON.stringify(wrong)} with ${shownValue(values[wrong])} in ${rowName(record)} beside; ` +
      `rename it by ${method}(({ ${wrong}, ...rest }) => ({ ...rest, other: ${wrong} })) before, or leave it out by ${option}: […]`,
  );
}

/** The chosen columns, or all that a row has; those that are asked for and no row has are refused. */
function columnsIn(
  records: readonly { readonly values: Row }[],
  chosen: readonly string[] | undefined,
  path: string,
  of: string,
): readonly string[] {
  const names = new Set<string>();
  for (const { values } of records) for (const name of Object.keys(values)) names.add(name);
  if (chosen === undefined) return [...names];
  const missing = records.length === 0 ? undefined : chosen.find((name) => !names.has(name));
  if (missing !== undefined) throw new TypeError(missingColumn(missing, [...names], `${of} of ${path}`));
  return chosen;
}
