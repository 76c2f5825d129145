import { AttributeColumns } from "./attribute-columns.ts";
import { type EdgeRecord, fileError, type GraphDocument, type GraphRows, type VertexRecord } from "./document.ts";
import { wholeText } from "./text-lines.ts";
import { isPlain, numberText, rowName, shownValue } from "./written-values.ts";

const remedy = "write it in NetworkX by json.dump(nx.node_link_data(graph), file)";

type Entry = Readonly<Record<string, unknown>>;

/** A document, of which nothing is known yet. */
interface GivenDocument {
  readonly directed?: unknown;
  readonly nodes?: unknown;
  readonly links?: unknown;
  readonly edges?: unknown;
}

/**
 * JSON of nodes and links as D3 and NetworkX have it: `{ directed, nodes: [{ id, … }], links: [{ source, target, … }] }`, or `edges`
 * in the place of `links`. Ids are numbers or texts as they stand there. The whole text is held while it is read.
 */
export async function readNodeLink(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
  directed: boolean | undefined,
): Promise<GraphDocument> {
  const given = parsed(await wholeText(pieces, path), path);
  const { nodes, links, edges, directed: isDirected = false } = given;
  const refuse = (as: string, got: string): never => {
    throw fileError({ path, as, got, remedy });
  };
  if (typeof isDirected !== "boolean") refuse("directed must be true or false", shownValue(isDirected));
  if (links !== undefined && edges !== undefined) refuse("its edges must be links or edges", "both");
  if (!Array.isArray(nodes) || !(Array.isArray(links) || Array.isArray(edges)))
    return refuse(
      "it must be an object with lists nodes and links (or edges)",
      `an object with ${Object.keys(given).slice(0, 8).join(", ") || "nothing"}`,
    );
  const vertices = new AttributeColumns(["id"]);
  for (const [at, node] of nodes.entries()) addRow(vertices, node, ["id"], `nodes[${at}]`, path);
  const ends = new AttributeColumns(["source", "target"]);
  const [name, list] = Array.isArray(links) ? ["links", links] : ["edges", edges as readonly unknown[]];
  for (const [at, link] of list.entries()) addRow(ends, link, ["source", "target"], `${name}[${at}]`, path);
  return {
    directed: directed ?? isDirected === true,
    vertices: vertices.finish(),
    edges: ends.finish(),
  };
}

function parsed(text: string, path: string): GivenDocument {
  let got: string;
  try {
    const value: unknown = /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    got = shownValue(value);
  } catch (cause) {
    got = cause instanceof Error ? cause.message : String(cause);
  }
  throw fileError({ path, as: "it must be a JSON object", got, remedy });
}

/** Whole numbers that a double would round are bigints; a runtime that does not show what was written refuses them. */
function exact(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  if (source === undefined) throw new RangeError(`a whole number of about ${value}, which this runtime rounds`);
  if (!/^-?\d+$/.test(source)) return value;
  return BigInt(source) === BigInt(value) ? value : BigInt(source);
}

function addRow(columns: AttributeColumns, entry: unknown, ids: readonly string[], where: string, path: string): void {
  const given = typeof entry === "object" && entry !== null ? (entry as Entry) : {};
  const wrong = ids.find((name) => !isId(given[name]));
  if (wrong !== undefined)
    throw fileError({
      path,
      as: `${where}.${wrong} must be a number or a text`,
      got: shownValue(given[wrong]),
      remedy: "give each of the nodes an id, and links the ids of both ends",
    });
  columns.next();
  for (const [name, value] of Object.entries(given)) columns.set(name, value);
}

function isId(value: unknown): boolean {
  return typeof value === "string" || typeof value === "bigint" || Number.isFinite(value);
}

/** The text of a document, a node or link a line. */
export function* nodeLinkLines({ directed, vertices, edges, path, ...columns }: GraphRows): Generator<string> {
  yield `{"directed": ${directed}, "multigraph": true, "graph": {}, "nodes": [\n`;
  yield* entries(vertices, (row) => rowText(row, ["id"], columns.vertexColumns, path));
  yield '\n], "links": [\n';
  yield* entries(edges, (row) => rowText(row, ["source", "target"], columns.edgeColumns, path));
  yield "\n]}\n";
}

function* entries<Each>(list: readonly Each[], text: (each: Each) => string): Generator<string> {
  let before = "";
  for (const each of list) {
    yield before + text(each);
    before = ",\n";
  }
}

function rowText(
  row: VertexRecord | EdgeRecord,
  ids: readonly string[],
  columns: readonly string[],
  path: string,
): string {
  const parts = ids.map((name) => `"${name}":${jsonText((row as unknown as Entry)[name])!}`);
  for (const name of columns) {
    const value = row.values[name];
    // What is absent is read as null, where other rows have the column.
    if (value === undefined) continue;
    const text = jsonText(value);
    if (text === undefined) throw unwritable(row, name, path);
    parts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${parts.join(",")}}`;
}

function unwritable(row: VertexRecord | EdgeRecord, column: string, path: string): TypeError {
  return new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as values in JSON must be finite numbers, booleans, texts, null, and lists or objects of such: ` +
      `got ${unfitWithin(row.values[column])} in ${JSON.stringify(column)} of ${rowName(row)}; ` +
      "map it to a text before, or leave it out by columns: […] or vertexColumns: […]",
  );
}

/** Lists in lists and so on: what holds itself has no end. */
const deepest = 500;

/** The text that is read as the value again; undefined where there is none. */
function jsonText(value: unknown, depth = 0): string | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? numberText(value) : undefined;
  if (typeof value !== "object" || depth === deepest) return undefined;
  const isList = Array.isArray(value);
  if (!isList && !isPlain(value)) return undefined;
  const parts: string[] = [];
  for (const [name, each] of isList ? value.entries() : Object.entries(value)) {
    const text = jsonText(each, depth + 1);
    if (text === undefined) return undefined;
    parts.push(isList ? text : `${JSON.stringify(name)}:${text}`);
  }
  return isList ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
}

/** What has no text, as a message has it: the value, or what lies in it. */
function unfitWithin(value: unknown, depth = 0): string {
  if (typeof value !== "object" || value === null || depth === deepest)
    return depth === deepest ? "lists or objects without an end" : shownValue(value);
  const isList = Array.isArray(value);
  if (!isList && !isPlain(value)) return shownValue(value);
  const unfit = (isList ? value : Object.values(value)).find(
    (each: unknown) => jsonText(each, depth + 1) === undefined,
  );
  const inside = unfitWithin(unfit, depth + 1);
  return depth > 0 ? inside : `${inside} within ${shownValue(value)}`;
}
