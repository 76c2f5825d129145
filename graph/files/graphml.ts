import { AttributeColumns, attributeName } from "./attribute-columns.ts";
import { withDirections } from "./directions.ts";
import { fileError, type GraphDocument, type GraphRows, type VertexId } from "./document.ts";
import { textOfValue, typeOfValues, unwritable, type ValueType, valueOfType } from "./typed-values.ts";
import { eachElement, fitsXml, type XmlElement, xmlText } from "./xml-elements.ts";

const types = ["boolean", "int", "long", "float", "double", "string"] as const;

/** What `<key>` declares. */
interface Key {
  readonly id: string;
  readonly column: string;
  readonly of: string;
  readonly type: ValueType;
  default?: unknown;
}

/**
 * GraphML: nodes, edges and their typed data. Ids are texts, as the format has them.
 *
 * Source: Brandes, Eiglsperger, Lerner, Pich, "Graph Markup Language (GraphML)", Handbook of Graph Drawing (2013), chapter 16.
 *
 * @param directed Of a file with edges of both kinds: whether those without a direction are read as two, or all directions are
 * dropped.
 */
export async function readGraphml(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
  directed: boolean | undefined,
): Promise<GraphDocument> {
  const reader = new GraphmlReader(path, directed);
  await eachElement(pieces, path, reader);
  return reader.finish();
}

class GraphmlReader {
  readonly #path: string;
  readonly #asked: boolean | undefined;
  readonly #keys: Map<string, Key> = new Map();
  readonly #vertices: AttributeColumns = new AttributeColumns(["id"]);
  readonly #edges: AttributeColumns = new AttributeColumns(["source", "target"]);
  readonly #directions: boolean[] = [];
  #default: boolean | undefined;
  #key: Key | undefined;
  #data: string | undefined;
  #at: "graph" | "node" | "edge" = "graph";

  constructor(path: string, asked: boolean | undefined) {
    this.#path = path;
    this.#asked = asked;
  }

  open({ name, attributes, line }: XmlElement): void {
    const need = (attribute: string): string => {
      const value = attributes.get(attribute);
      if (value !== undefined) return value;
      throw this.#fail(line, `<${name}> must have ${attribute}=…`, `<${[name, ...attributes.keys()].join(" ")}>`);
    };
    if (name === "key") this.#openKey(need("id"), attributes, line);
    else if (name === "graph") this.#openGraph(need("edgedefault"), line);
    else if (name === "node") this.#openNode(need("id"));
    else if (name === "edge") this.#openEdge(need("source"), need("target"), attributes);
    else if (name === "data") this.#data = need("key");
    else if (name === "hyperedge")
      throw this.#fail(
        line,
        "edges must have two ends",
        "<hyperedge>",
        "write each as a vertex with an edge to each end",
      );
  }

  close(name: string, text: string, line: number): void {
    if (name === "data") this.#closeData(text, line);
    else if (name === "default" && this.#key !== undefined) this.#key.default = this.#value(this.#key, text, line);
    else if (name === "key") this.#key = undefined;
    else if (name === "node" || name === "edge") this.#at = "graph";
  }

  finish(): GraphDocument {
    if (this.#default === undefined) throw this.#fail(undefined, "it must have an element <graph>", "none");
    return {
      vertices: this.#vertices.finish(),
      ...withDirections(this.#edges.finish(), {
        each: this.#directions,
        otherwise: this.#default,
        asked: this.#asked,
        path: this.#path,
      }),
    };
  }

  #openKey(id: string, attributes: ReadonlyMap<string, string>, line: number): void {
    const of = attributes.get("for") ?? "all";
    const type = attributes.get("attr.type") ?? "string";
    if (!types.includes(type as ValueType))
      throw this.#fail(line, `attr.type must be ${types.join(", ")}`, JSON.stringify(type));
    const taken = of === "node" ? ["id"] : of === "edge" ? ["source", "target"] : ["id", "source", "target"];
    const column = attributeName(attributes.get("attr.name") ?? id, taken);
    this.#key = { id, column, of, type: type as ValueType };
    this.#keys.set(id, this.#key);
  }

  #openGraph(direction: string, line: number): void {
    if (this.#default !== undefined)
      throw this.#fail(line, "it must hold one graph", "another <graph>", "write each graph to a file of its own");
    this.#default = direction === "directed";
  }

  #openNode(id: string): void {
    this.#at = "node";
    this.#vertices.next();
    this.#vertices.set("id", id);
    this.#setDefaults(this.#vertices, "node");
  }

  #openEdge(source: string, target: string, attributes: ReadonlyMap<string, string>): void {
    this.#at = "edge";
    this.#edges.next();
    this.#edges.set("source", source);
    this.#edges.set("target", target);
    const id = attributes.get("id");
    if (id !== undefined) this.#edges.set("id", id);
    const direction = attributes.get("directed");
    this.#directions.push(direction === undefined ? this.#default === true : direction === "true");
    this.#setDefaults(this.#edges, "edge");
  }

  #setDefaults(columns: AttributeColumns, of: string): void {
    for (const key of this.#keys.values()) {
      if (key.default !== undefined && (key.of === of || key.of === "all")) columns.set(key.column, key.default);
    }
  }

  #closeData(text: string, line: number): void {
    const id = this.#data!;
    this.#data = undefined;
    // Data of the graph itself, of ports and the like belongs to no row.
    if (this.#at === "graph") return;
    const key = this.#keys.get(id);
    if (key === undefined) throw this.#fail(line, "its data must have a declared <key>", JSON.stringify(id));
    (this.#at === "node" ? this.#vertices : this.#edges).set(key.column, this.#value(key, text, line));
  }

  #value({ type, id }: Key, text: string, line: number): unknown {
    const value = valueOfType(type, text);
    if (value !== undefined) return value;
    throw this.#fail(line, `data of key ${JSON.stringify(id)} must be of type ${type}`, JSON.stringify(text));
  }

  #fail(
    line: number | undefined,
    as: string,
    got: string,
    remedy = "write the file again by the program that made it",
  ): SyntaxError {
    return fileError({ path: this.#path, line, as, got, remedy });
  }
}

/** The lines of a document. */
export function* graphmlLines(rows: GraphRows): Generator<string> {
  const { directed, vertices, edges, vertexColumns, edgeColumns } = rows;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  const keys = [keysOf("node", vertexColumns, vertices), keysOf("edge", edgeColumns, edges)] as const;
  for (const { id, of, column, type } of keys.flat())
    yield `  <key id="${id}" for="${of}" attr.name="${xmlName(column, rows)}" attr.type="${type}"/>\n`;
  yield `  <graph edgedefault="${directed ? "directed" : "undirected"}">\n`;
  for (const { id, values } of vertices)
    yield `    <node id="${xmlId(id, rows)}"${dataOf(keys[0], values, rows, "node")}`;
  for (const { source, target, values } of edges)
    yield `    <edge source="${xmlId(source, rows)}" target="${xmlId(target, rows)}"${dataOf(keys[1], values, rows, "edge")}`;
  yield "  </graph>\n</graphml>\n";
}

function keysOf(
  of: "node" | "edge",
  columns: readonly string[],
  records: readonly { readonly values: Readonly<Record<string, unknown>> }[],
): readonly Key[] {
  return columns.map((column, at) => ({
    id: `${of[0]}${at}`,
    column,
    of,
    type: typeOfValues(records.map(({ values }) => values[column])),
  }));
}

function dataOf(
  keys: readonly Key[],
  values: Readonly<Record<string, unknown>>,
  rows: GraphRows,
  element: string,
): string {
  const data = keys.flatMap(({ id, column }) => {
    const value = values[column];
    if (value === null || value === undefined) return [];
    const text = textOfValue(value);
    if (text === undefined || !fitsXml(text)) throw unwritable(rows.path, "GraphML", column, value);
    return [`      <data key="${id}">${xmlText(text)}</data>\n`];
  });
  return data.length === 0 ? "/>\n" : `>\n${data.join("")}    </${element}>\n`;
}

function xmlId(id: VertexId, rows: GraphRows): string {
  return xmlName(String(id), rows);
}

function xmlName(text: string, { path }: GraphRows): string {
  if (!fitsXml(text)) throw unwritable(path, "GraphML", "id", text);
  return xmlText(text);
}
