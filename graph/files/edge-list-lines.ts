import type { EdgeRecord, GraphRows } from "./document.ts";
import { edgeListHead } from "./edge-list-head.ts";
import { idNumber, valueNumber } from "./growing-column.ts";
import { numberText, rowName, shownValue } from "./written-values.ts";

/**
 * The lines of an edge list: tabs between the ends of an edge and what is said of it, the weight first as its reader has it. What its
 * reader could not know of these stands in a comment before.
 */
export function* edgeListLines(rows: GraphRows): Generator<string> {
  const { edges, edgeColumns, path } = rows;
  const columns = [...edgeColumns].sort((one, other) => Number(other === "weight") - Number(one === "weight"));
  mustHaveEdges(rows);
  const ids = kindOfIds(rows);
  if (ids === "texts") mustBeginAlike(rows);
  for (const name of columns) mustBeOfOneKind(name, rows);
  const names = isKnownAsWeight(columns, rows) ? [] : columns;
  yield* edgeListHead({ directed: rows.directed, ofTexts: ids === "texts like numbers", names }, path);
  for (const edge of edges) {
    const ends = [edge.source, edge.target].map((id) => wordOf(id, String(id), edge, path));
    const others = columns.map((name) => wordOf(edge.values[name], valueText(edge.values[name]), edge, path));
    yield `${[...ends, ...others].join("\t")}\n`;
  }
}

/** Numbers alone behind both ends are weights without being called so. */
function isKnownAsWeight(columns: readonly string[], { edges }: GraphRows): boolean {
  if (columns.length === 0) return true;
  const first: unknown = edges[0]?.values.weight;
  return columns.length === 1 && columns[0] === "weight" && (typeof first === "number" || typeof first === "bigint");
}

/** Ids are all read as numbers, where all look like such, or as texts. */
function kindOfIds({ vertices, path }: GraphRows): "numbers" | "texts" | "texts like numbers" {
  const first = vertices.find(({ id }) => typeof id !== "string");
  if (first === undefined)
    return vertices.length > 0 && vertices.every(({ id }) => idNumber(String(id)) !== undefined)
      ? "texts like numbers"
      : "texts";
  const unfit = vertices.find(({ id }) => {
    const number = typeof id === "string" ? undefined : idNumber(String(id));
    return number === undefined || (typeof id === "number" && !Object.is(number, id));
  });
  if (unfit === undefined) return "numbers";
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as ids of an edge list must be whole numbers up to 2^53, or all of them texts: ` +
      `got ${shownValue(unfit.id)}${typeof unfit.id === "string" ? ` beside ${shownValue(first.id)}` : ""}; ` +
      "make them texts by mapIds((id) => String(id)) before, or write node-link JSON, which keeps any",
  );
}

/** Vertices are the ends of edges, so those of no edge would be none. */
function mustHaveEdges({ vertices, edges, path }: GraphRows): void {
  const ends = new Set<unknown>();
  for (const { source, target } of edges) ends.add(source).add(target);
  const lonely = vertices.filter(({ id }) => !ends.has(id));
  if (lonely.length === 0) return;
  const more = lonely.length === 1 ? "" : ` and ${lonely.length - 1} more`;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as vertices of an edge list must have edges: got ${shownValue(lonely[0]!.id)}${more} without; ` +
      "write GraphML, GEXF or node-link JSON, which keep them, or give graph({ … }) no vertices",
  );
}

/** A first edge of words before edges of numbers is a line of names to those who read it. */
function mustBeginAlike({ edges, path }: GraphRows): void {
  const isNumber = (id: unknown): boolean => idNumber(String(id)) !== undefined;
  const first = edges[0];
  const looksHeaded =
    first !== undefined &&
    edges.length > 1 &&
    !isNumber(first.source) &&
    !isNumber(first.target) &&
    edges.every((edge) => edge === first || (isNumber(edge.source) && isNumber(edge.target)));
  if (!looksHeaded) return;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as an edge list must not begin with words where all others have numbers, as a line of names does: ` +
      `got ${shownValue(first.source)} and ${shownValue(first.target)}; write GraphML, GEXF or node-link JSON`,
  );
}

/** Numbers, or words that no reader takes for numbers: nothing in the file says which of both a column has. */
function mustBeOfOneKind(name: string, { edges, path }: GraphRows): void {
  let kind: "number" | "string" | undefined;
  for (const edge of edges) {
    const value = edge.values[name];
    const own = kindOf(value);
    kind ??= own;
    if (own !== undefined && own === kind) continue;
    throw new TypeError(
      `Cannot write a graph to ${JSON.stringify(path)} as a column of an edge list must have numbers that a double holds, or words that are no numbers: ` +
        `got ${shownValue(value)} in ${JSON.stringify(name)} of ${rowName(edge)}; map it by mapEdges(…) before, leave it out by columns: […], or write GraphML or node-link JSON`,
    );
  }
}

function kindOf(value: unknown): "number" | "string" | undefined {
  if (typeof value === "number") return "number";
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? "number" : undefined;
  const isText = typeof value === "string" && valueNumber(value) === undefined && !/^[+-]?\d+$|^\{/.test(value);
  return isText ? "string" : undefined;
}

function valueText(value: unknown): string {
  return typeof value === "number" ? numberText(value) : String(value);
}

function wordOf(value: unknown, text: string, edge: EdgeRecord, path: string): string {
  if (text !== "" && text.isWellFormed() && !/[\s,;#%]|^"|\p{Cc}/u.test(text)) return text;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as ids and values of an edge list must be numbers or words without blanks, commas, ` +
      `semicolons, "#", "%" and quotes before them: got ${shownValue(value)} in ${rowName(edge)}; choose columns: […], or write GraphML or node-link JSON, which keep any`,
  );
}
