import { AttributeColumns, attributeName, severalValues, tagColumn } from "./attribute-columns.ts";
import { withDirections } from "./directions.ts";
import {
  type EdgeRecord,
  fileError,
  type GraphDocument,
  type GraphRows,
  type VertexId,
  type VertexRecord,
} from "./document.ts";
import {
  isAbsent,
  textOfValue,
  typeOfColumn,
  typeOfIds,
  unfitId,
  unwritable,
  type ValueType,
  valueOfType,
} from "./typed-values.ts";
import { columnName, eachElement, fitsXml, type XmlElement, xmlText } from "./xml-elements.ts";

const types = ["boolean", "int", "long", "float", "double", "string"] as const;
/** What is said of a graph whose ids are numbers: the format itself has texts alone. */
const typeOfNodeIds = "typeOfNodeIds";

/** What `<key>` declares. */
interface Key {
  readonly id: string;
  readonly column: string;
  readonly of: string;
  readonly type: ValueType;
  default?: unknown;
}

/**
 * GraphML: nodes, edges and their typed data. Ids are texts, as the format has them, unless the file was written of a graph whose ids
 * are numbers, and says so.
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
  #idType: ValueType = "string";
  /** The column of what edges themselves say to be their id. */
  #edgeId: string | undefined;
  #key: Key | undefined;
  /** The keys of the columns that the element has given so far. */
  readonly #given: Map<string, string> = new Map();
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
    else if ((name === "node" || name === "edge") && this.#default === undefined)
      throw this.#fail(line, `<${name}> must be in <graph>`, `<${name}> before it`);
    else if (name === "node") this.#openNode(this.#id(need("id"), line));
    else if (name === "edge")
      this.#openEdge(this.#id(need("source"), line), this.#id(need("target"), line), attributes, line);
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
    if (this.#keys.has(id)) throw this.#fail(line, "each <key> must have an id of its own", JSON.stringify(id));
    // NetworkX writes a key for each name and type: whole weights and others are then two keys of one column.
    this.#key = { id, column, of, type: type as ValueType };
    this.#keys.set(id, this.#key);
  }

  #openGraph(direction: string, line: number): void {
    if (this.#default !== undefined)
      throw this.#fail(line, "it must hold one graph", "another <graph>", "write each graph to a file of its own");
    if (direction !== "directed" && direction !== "undirected")
      throw this.#fail(line, "edgedefault must be directed or undirected", JSON.stringify(direction));
    this.#default = direction === "directed";
  }

  #openNode(id: unknown): void {
    this.#at = "node";
    this.#given.clear();
    this.#vertices.next();
    this.#vertices.set("id", id);
    this.#setDefaults(this.#vertices, "node");
  }

  #openEdge(source: unknown, target: unknown, attributes: ReadonlyMap<string, string>, line: number): void {
    this.#at = "edge";
    this.#given.clear();
    this.#edges.next();
    this.#edges.set("source", source);
    this.#edges.set("target", target);
    const id = attributes.get("id");
    if (id !== undefined) {
      this.#edgeId ??= tagColumn("id", this.#columnsOf("edge"));
      this.#edges.set(this.#edgeId, id);
    }
    const direction = attributes.get("directed");
    if (direction !== undefined && direction !== "true" && direction !== "false")
      throw this.#fail(line, "directed of <edge> must be true or false", JSON.stringify(direction));
    this.#directions.push(direction === undefined ? this.#default === true : direction === "true");
    this.#setDefaults(this.#edges, "edge");
  }

  #columnsOf(of: "node" | "edge"): readonly string[] {
    return [...this.#keys.values()].filter((key) => key.of === of || key.of === "all").map(({ column }) => column);
  }

  #setDefaults(columns: AttributeColumns, of: string): void {
    for (const key of this.#keys.values()) {
      if (key.default !== undefined && (key.of === of || key.of === "all")) columns.set(key.column, key.default);
    }
  }

  #closeData(text: string, line: number): void {
    const id = this.#data!;
    this.#data = undefined;
    const key = this.#keys.get(id);
    if (key?.of === "graph" && key.column === typeOfNodeIds) this.#idType = this.#readIdType(text, line);
    // Data of the graph itself, of ports and the like belongs to no row.
    if (this.#at === "graph") return;
    if (key === undefined) throw this.#fail(line, "its data must have a declared <key>", JSON.stringify(id));
    const given = this.#given.get(key.column);
    if (given !== undefined && given !== id)
      throw this.#fail(line, `<${this.#at}> must have one value of a name`, severalValues(key.column, given, id));
    this.#given.set(key.column, id);
    (this.#at === "node" ? this.#vertices : this.#edges).set(key.column, this.#value(key, text, line));
  }

  #readIdType(text: string, line: number): ValueType {
    if (types.includes(text as ValueType) && this.#vertices.rowCount === 0) return text as ValueType;
    throw this.#fail(line, `${typeOfNodeIds} must be ${types.join(", ")}, and before all nodes`, JSON.stringify(text));
  }

  #id(text: string, line: number): unknown {
    const id = valueOfType(this.#idType, text);
    if (id !== undefined) return id;
    throw this.#fail(line, `ids must be of type ${this.#idType}, as the file says itself`, JSON.stringify(text));
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
  const { directed, vertices, edges, vertexColumns, edgeColumns, path } = rows;
  const idType = typeOfIds(vertices, path, "GraphML");
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  const keys = [keysOf("node", vertexColumns, vertices, path), keysOf("edge", edgeColumns, edges, path)] as const;
  for (const { id, of, column, type } of keys.flat())
    yield `  <key id="${id}" for="${of}" attr.name="${columnName(column, path)}" attr.type="${type}"/>\n`;
  if (idType !== "string") yield `  <key id="ids" for="graph" attr.name="${typeOfNodeIds}" attr.type="string"/>\n`;
  yield `  <graph edgedefault="${directed ? "directed" : "undirected"}">\n`;
  if (idType !== "string") yield `    <data key="ids">${idType}</data>\n`;
  for (const row of vertices) yield `    <node id="${xmlId(row.id, path)}"${dataOf(keys[0], row, path, "node")}`;
  for (const row of edges)
    yield `    <edge source="${xmlId(row.source, path)}" target="${xmlId(row.target, path)}"${dataOf(keys[1], row, path, "edge")}`;
  yield "  </graph>\n</graphml>\n";
}

function keysOf(
  of: "node" | "edge",
  columns: readonly string[],
  rows: readonly (VertexRecord | EdgeRecord)[],
  path: string,
): readonly Key[] {
  return columns.map((column, at) => ({
    id: `${of[0]}${at}`,
    column,
    of,
    type: typeOfColumn(column, rows, path, "GraphML"),
  }));
}

function dataOf(keys: readonly Key[], row: VertexRecord | EdgeRecord, path: string, element: string): string {
  const data = keys.flatMap(({ id, column }) => {
    const value = row.values[column];
    if (isAbsent(value)) return [];
    const text = textOfValue(value);
    if (text === undefined || !fitsXml(text)) throw unwritable(path, "GraphML", column, row);
    return [`      <data key="${id}">${xmlText(text)}</data>\n`];
  });
  return data.length === 0 ? "/>\n" : `>\n${data.join("")}    </${element}>\n`;
}

function xmlId(id: VertexId, path: string): string {
  const text = textOfValue(id)!;
  if (!fitsXml(text)) throw unfitId(id, path, "GraphML");
  return xmlText(text);
}
