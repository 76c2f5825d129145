import { AttributeColumns } from "./attribute-columns.ts";
import { fileError, type GraphDocument, type GraphRows } from "./document.ts";
import { wholeText } from "./text-lines.ts";
import { shownValue } from "./written-values.ts";

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
  const given = parsed(await wholeText(pieces), path);
  const { nodes, links, edges } = given;
  if (!Array.isArray(nodes) || !(Array.isArray(links) || Array.isArray(edges)))
    throw fileError({
      path,
      as: "it must be an object with lists nodes and links (or edges)",
      got: `an object with ${Object.keys(given).slice(0, 8).join(", ") || "nothing"}`,
      remedy: "write it in NetworkX by json.dump(nx.node_link_data(graph), file)",
    });
  const vertices = new AttributeColumns(["id"]);
  for (const [at, node] of nodes.entries()) addRow(vertices, node, ["id"], `nodes[${at}]`, path);
  const ends = new AttributeColumns(["source", "target"]);
  const [name, list] = Array.isArray(links) ? ["links", links] : ["edges", edges as readonly unknown[]];
  for (const [at, link] of list.entries()) addRow(ends, link, ["source", "target"], `${name}[${at}]`, path);
  return {
    directed: directed ?? given.directed === true,
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
  const remedy = "write it in NetworkX by json.dump(nx.node_link_data(graph), file)";
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
      remedy: "write the file again by the program that made it",
    });
  columns.next();
  for (const [name, value] of Object.entries(given)) columns.set(name, value);
}

function isId(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint";
}

/** The text of a document, a node or link a line. */
export function* nodeLinkLines({ directed, vertices, edges, path }: GraphRows): Generator<string> {
  yield `{"directed": ${directed}, "multigraph": true, "graph": {}, "nodes": [\n`;
  yield* entries(vertices, ({ id, values }) => json({ ...values, id }, path));
  yield '\n], "links": [\n';
  yield* entries(edges, ({ source, target, values }) => json({ ...values, source, target }, path));
  yield "\n]}\n";
}

function* entries<Each>(list: readonly Each[], text: (each: Each) => string): Generator<string> {
  let before = "";
  for (const each of list) {
    yield before + text(each);
    before = ",\n";
  }
}

function json(values: Entry, path: string): string {
  return JSON.stringify(values, (name, value: unknown) => {
    const isLost =
      typeof value === "bigint"
        ? !Number.isSafeInteger(Number(value))
        : typeof value === "number" && !Number.isFinite(value);
    if (!isLost && typeof value !== "function" && typeof value !== "symbol")
      return typeof value === "bigint" ? Number(value) : value;
    throw new TypeError(
      `Cannot write a graph to ${JSON.stringify(path)} as values in JSON must be finite numbers up to 2^53, booleans, texts, lists or objects: ` +
        `got ${shownValue(value)} in ${JSON.stringify(name)}; map it to a text before, or leave it out by columns: […]`,
    );
  });
}
