import type { EdgeRecord, GraphRows, VertexRecord } from "./document.ts";
import { ownOf } from "./gexf.ts";
import {
  fitsDouble,
  isAbsent,
  textOfValue,
  typeOfColumn,
  typeOfIds,
  unfitId,
  unwritable,
  type ValueType,
} from "./typed-values.ts";
import { shownValue } from "./written-values.ts";
import { columnName, fitsXml, xmlText } from "./xml-elements.ts";

const namesOfTypes: Readonly<Record<ValueType, string>> = {
  boolean: "boolean",
  int: "integer",
  long: "long",
  float: "float",
  double: "double",
  string: "string",
};

/** The lines of a document of version 1.3. */
export function* gexfLines({ directed, vertices, edges, path, ...columns }: GraphRows): Generator<string> {
  if (columns.edgeColumns.includes("weight")) for (const edge of edges) mustBeWeight(edge, path);
  const isOfIntegers = areIntegers(vertices, path);
  const nodes = rowWriter("node", columns.vertexColumns, vertices, path);
  const links = rowWriter("edge", columns.edgeColumns, edges, path);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n';
  yield `  <graph defaultedgetype="${directed ? "directed" : "undirected"}"${isOfIntegers ? ' idtype="integer"' : ""}>\n`;
  yield* nodes.declarations();
  yield* links.declarations();
  yield "    <nodes>\n";
  for (const vertex of vertices) yield nodes.row({ id: vertex.id }, vertex);
  yield "    </nodes>\n    <edges>\n";
  for (const edge of edges) yield links.row({ source: edge.source, target: edge.target }, edge);
  yield "    </edges>\n  </graph>\n</gexf>\n";
}

/** Whether all ids are whole numbers, and not texts. */
function areIntegers(vertices: readonly VertexRecord[], path: string): boolean {
  const type = typeOfIds(vertices, path, "GEXF");
  const unfit = vertices.find(({ id }) => (typeof id === "string" ? !fitsXml(id) : !isInteger(id)));
  if (unfit !== undefined) throw unfitId(unfit.id, path, "GEXF", "whole numbers");
  return type !== "string";
}

function isInteger(id: number | bigint): boolean {
  return typeof id === "bigint" || (Number.isSafeInteger(id) && !Object.is(id, -0));
}

/** A reader takes an edge without a weight for one of weight 1, and each weight for a double. */
function mustBeWeight({ source, target, values }: EdgeRecord, path: string): void {
  if (fitsDouble(values.weight)) return;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as weights in GEXF must be numbers that a double holds, and each edge must have one: ` +
      `got ${shownValue(values.weight)} from ${shownValue(source)} to ${shownValue(target)}; ` +
      "map them by mapEdges(…) before, leave weights out by columns: […], or write GraphML",
  );
}

interface TypedColumn {
  readonly column: string;
  readonly type: ValueType;
  /** Whether all are numbers that a double holds. */
  readonly isNumbers: boolean;
}

type Row = VertexRecord | EdgeRecord;

/** Writes the nodes, or the edges: what stands in their tags, and the attributes that they have beside. */
function rowWriter(of: "node" | "edge", columns: readonly string[], rows: readonly Row[], path: string) {
  const typed = columns.map((column): TypedColumn => {
    const type = typeOfColumn(column, rows, path, "GEXF");
    const isDouble = rows.every(({ values }) => isAbsent(values[column]) || fitsDouble(values[column]));
    return { column, type, isNumbers: isDouble && ["int", "long", "double"].includes(type) };
  });
  const isPlaced = of === "node" && ["x", "y"].every((axis) => isNumbers(typed, axis));
  const axes = isPlaced ? ["x", "y", "z"].filter((axis) => isNumbers(typed, axis)) : [];
  const own = typed.filter(({ column, type, isNumbers }) => {
    const wanted = Object.hasOwn(ownOf[of], column) ? ownOf[of][column] : undefined;
    return wanted === "double" ? isNumbers : wanted === type;
  });
  const others = typed.filter((one) => !own.includes(one) && !axes.includes(one.column));
  const text = (row: Row, column: string): string => {
    const written = textOfValue(row.values[column]);
    if (written === undefined || !fitsXml(written)) throw unwritable(path, "GEXF", column, row);
    return xmlText(written);
  };
  const parts = (row: Row, names: readonly string[]): string =>
    names.map((name) => (isAbsent(row.values[name]) ? "" : ` ${name}="${text(row, name)}"`)).join("");
  return {
    *declarations(): Generator<string> {
      if (others.length === 0) return;
      yield `    <attributes class="${of}">\n`;
      for (const [id, { column, type }] of others.entries())
        yield `      <attribute id="${id}" title="${columnName(column, path)}" type="${namesOfTypes[type]}"/>\n`;
      yield "    </attributes>\n";
    },
    row: (ids: Readonly<Record<string, unknown>>, row: Row): string => {
      const attributes = others.flatMap(({ column }, at) =>
        isAbsent(row.values[column]) ? [] : [`          <attvalue for="${at}" value="${text(row, column)}"/>\n`],
      );
      const inside = [
        ...(attributes.length === 0 ? [] : ["        <attvalues>\n", ...attributes, "        </attvalues>\n"]),
        ...(isPlaced ? [`        <viz:position${parts(row, axes)}/>\n`] : []),
      ];
      const named = Object.entries(ids).map(([name, id]) => ` ${name}="${xmlText(textOfValue(id)!)}"`);
      const head = `      <${of}${named.join("")}${parts(
        row,
        own.map(({ column }) => column),
      )}`;
      return inside.length === 0 ? `${head}/>\n` : `${head}>\n${inside.join("")}      </${of}>\n`;
    },
  };
}

function isNumbers(typed: readonly TypedColumn[], name: string): boolean {
  return typed.some((one) => one.column === name && one.isNumbers);
}
