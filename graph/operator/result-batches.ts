import { type Batch, type Column, changeKind, columnOf, makeBatch, rowSchema } from "../../core/mod.ts";
import { type AnyAlgorithm, type ResultColumn, type ResultColumns, type RowChanges, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import type { VertexIds } from "../build/vertex-ids.ts";

/** Rows of an emitted batch. */
const batchRows = 8192;

type AnyColumn = ResultColumn<unknown>;

/** Rows of what the algorithm gave: behind the id of each vertex, behind the ends of each edge, or alone. */
export function* resultBatches(
  graph: Snapshot,
  idName: string,
  { name, gives }: Pick<AnyAlgorithm<unknown, unknown>, "name" | "gives">,
  result: ResultColumns<object>,
): Generator<Batch> {
  const ahead = leading(graph, idName, gives);
  const given = Object.entries(result) as [string, AnyColumn][];
  const twice = given.find(([one]) => ahead.some(([other]) => one === other));
  if (twice !== undefined) throw new TypeError(calledAlike(name, twice[0], gives));
  const named = [...ahead, ...given];
  yield* blocksOf(named, named[0]?.[1].values.length ?? 0, graph.ids, undefined);
}

/** Rows of what has changed. */
export function* changeBatches(
  ids: VertexIds,
  idName: string,
  { kinds, vertices: of, columns }: RowChanges<object>,
): Generator<Batch> {
  const named: [string, AnyColumn][] = [...(Object.entries(columns) as [string, AnyColumn][])];
  if (of !== undefined) named.unshift([idName, vertices(of)]);
  yield* blocksOf(named, kinds.length, ids, kinds.some((kind) => kind !== changeKind.insert) ? kinds : undefined);
}

function calledAlike(algorithm: string, column: string, gives: AnyAlgorithm<unknown, unknown>["gives"]): string {
  const [of, remedy] =
    gives === "edges"
      ? ["an end of edges", "let the algorithm call its result something else"]
      : ["the id of vertices", `write id: (vertex) => vertex[${JSON.stringify(column)}], which rows call "id"`];
  return `Cannot give the rows of ${algorithm} as its results must be called otherwise than ${of}: got ${JSON.stringify(column)} for both; ${remedy}`;
}

function* blocksOf(
  named: readonly (readonly [name: string, column: AnyColumn])[],
  count: number,
  ids: VertexIds,
  kinds: Uint8Array | undefined,
): Generator<Batch> {
  for (let from = 0; from < count; ) {
    let to = Math.min(from + batchRows, count);
    // An update before and the one after it are in one batch.
    if (kinds?.[to - 1] === changeKind.updateBefore) to--;
    const columns = named.map(([, column]) => blockOf(column, from, to, ids));
    const schema = rowSchema(named.map(([name], at) => ({ name, type: columns[at]!.type })));
    yield makeBatch(schema, to - from, columns, { kinds: kinds?.slice(from, to) });
    from = to;
  }
}

function leading(
  graph: Snapshot,
  idName: string,
  gives: AnyAlgorithm<unknown, unknown>["gives"],
): [string, AnyColumn][] {
  if (gives === "rows") return [];
  const { sources, targets } = graph.edges;
  if (gives === "edges")
    return [
      ["source", vertices(sources)],
      ["target", vertices(targets)],
    ];
  const all = new Uint32Array(graph.vertexCount);
  for (let vertex = 0; vertex < all.length; vertex++) all[vertex] = vertex;
  return [[idName, vertices(all)]];
}

function blockOf(column: AnyColumn, from: number, to: number, ids: Snapshot["ids"]): Column {
  if (column.kind === "values") return columnOf(column.values.slice(from, to));
  if (column.kind === "flags") {
    return { type: { kind: "boolean" }, layout: "uint8", values: column.values.slice(from, to), validity: undefined };
  }
  if (column.kind === "lists") {
    const lists = column.values.slice(from, to);
    return columnOf(lists.map((list) => Array.from(list, (vertex) => ids.idOf(vertex))));
  }
  const { kind, missing } = column;
  const block = column.values.subarray(from, to);
  if (kind === "vertices") return idsOf(block, missing, ids);
  const validity = missing === undefined ? undefined : validityOf(block, missing);
  return { type: { kind: "float64" }, layout: "float64", values: Float64Array.from(block), validity };
}

function idsOf(
  block: Float64Array | Int32Array | Uint32Array,
  missing: number | undefined,
  ids: Snapshot["ids"],
): Column {
  if (missing === undefined || !block.includes(missing)) return ids.columnOf(Uint32Array.from(block));
  return columnOf(Array.from(block, (vertex) => (vertex === missing ? null : ids.idOf(vertex))));
}

function validityOf(values: Float64Array | Int32Array | Uint32Array, missing: number): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let row = 0; row < values.length; row++) if (values[row] !== missing) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}
