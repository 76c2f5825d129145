import { AttributeColumns, attributeName } from "./attribute-columns.ts";
import { withDirections } from "./directions.ts";
import { type DocumentColumn, fileError, type GraphDocument, type GraphRows } from "./document.ts";
import { textOfValue, typeOfValues, unwritable, type ValueType, valueOfType } from "./typed-values.ts";
import { eachElement, fitsXml, type XmlElement, xmlText } from "./xml-elements.ts";

/** Types of GEXF, as those of values. Others are texts. */
const types: Readonly<Record<string, ValueType>> = {
  integer: "int",
  short: "int",
  byte: "int",
  long: "long",
  biginteger: "long",
  float: "float",
  double: "double",
  bigdecimal: "double",
  boolean: "boolean",
};

interface Attribute {
  readonly column: string;
  readonly type: ValueType;
  default?: unknown;
}

const nodeColumns = ["id"] as const;
const edgeColumns = ["source", "target"] as const;
/** What a tag of a node or an edge says besides, and of what type it is. */
const ownOf: Readonly<Record<"node" | "edge", Readonly<Record<string, ValueType>>>> = {
  node: { label: "string", start: "string", end: "string" },
  edge: { id: "string", label: "string", kind: "string", weight: "double", start: "string", end: "string" },
};

/**
 * GEXF 1.1 to 1.3, as Gephi writes it: nodes, edges and their attributes; positions are the columns `x`, `y` and `z`. Ids are texts, as the
 * format has them. Colours and sizes of pictures are not read.
 *
 * Source: "GEXF File Format", 1.3, gexf.net (2022).
 */
export async function readGexf(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
  directed: boolean | undefined,
): Promise<GraphDocument> {
  const reader = new GexfReader(path, directed);
  await eachElement(pieces, path, reader);
  return reader.finish();
}

class GexfReader {
  readonly #path: string;
  readonly #asked: boolean | undefined;
  readonly #attributes: Readonly<Record<"node" | "edge", Map<string, Attribute>>> = {
    node: new Map(),
    edge: new Map(),
  };
  readonly #rows: Readonly<Record<"node" | "edge", AttributeColumns>> = {
    node: new AttributeColumns(nodeColumns),
    edge: new AttributeColumns(edgeColumns),
  };
  #default: string | undefined;
  readonly #directions: boolean[] = [];
  #class: "node" | "edge" = "node";
  #attribute: Attribute | undefined;

  constructor(path: string, asked: boolean | undefined) {
    this.#path = path;
    this.#asked = asked;
  }

  open(element: XmlElement): void {
    const { name, attributes, line } = element;
    if (name === "graph") this.#default = attributes.get("defaultedgetype") ?? "undirected";
    else if (name === "attributes") this.#openAttributes(element);
    else if (name === "attribute") this.#openAttribute(element);
    else if (name === "node" || name === "edge") this.#openRow(name, element);
    else if (name === "attvalue") this.#setValue(element);
    else if (name === "position") this.#place(element);
    else if (name === "spell")
      throw this.#fail(
        line,
        "nodes and edges must have one time each",
        "<spell>",
        "write it without a timeline, in Gephi by the export's options",
      );
  }

  close(name: string, text: string, line: number): void {
    if (name === "attribute") this.#attribute = undefined;
    if (name !== "default" || this.#attribute === undefined) return;
    const { type } = this.#attribute;
    this.#attribute.default = this.#value(type, text, line);
  }

  finish(): GraphDocument {
    if (this.#default === undefined) throw this.#fail(undefined, "it must have an element <graph>", "none");
    return {
      vertices: this.#rows.node.finish(),
      ...withDirections(weighted(this.#rows.edge.finish()), {
        each: this.#directions,
        otherwise: this.#default === "directed",
        asked: this.#asked,
        path: this.#path,
      }),
    };
  }

  #openAttributes({ attributes, line }: XmlElement): void {
    const of = attributes.get("class") ?? "node";
    if (of !== "node" && of !== "edge")
      throw this.#fail(line, "attributes must be of class node or edge", JSON.stringify(of));
    if (attributes.get("mode") === "dynamic")
      throw this.#fail(
        line,
        "attributes must have one value each",
        'mode="dynamic"',
        "write it without a timeline, in Gephi by the export's options",
      );
    this.#class = of;
  }

  #openAttribute({ attributes, line }: XmlElement): void {
    const id = attributes.get("id");
    if (id === undefined) throw this.#fail(line, "<attribute> must have id=…", "none");
    const taken =
      this.#class === "node"
        ? [...nodeColumns, ...Object.keys(ownOf.node)]
        : [...edgeColumns, ...Object.keys(ownOf.edge)];
    const type = types[(attributes.get("type") ?? "string").toLowerCase()] ?? "string";
    this.#attribute = { column: attributeName(attributes.get("title") ?? id, taken), type };
    this.#attributes[this.#class].set(id, this.#attribute);
  }

  #openRow(of: "node" | "edge", { attributes, line }: XmlElement): void {
    // One that is `mutual` leads both ways.
    if (of === "edge") this.#directions.push((attributes.get("type") ?? this.#default) === "directed");
    this.#class = of;
    const rows = this.#rows[of];
    rows.next();
    for (const column of of === "node" ? nodeColumns : edgeColumns) {
      const value = attributes.get(column);
      if (value === undefined)
        throw this.#fail(line, `<${of}> must have ${column}=…`, `<${[of, ...attributes.keys()].join(" ")}>`);
      rows.set(column, value);
    }
    for (const { column, default: value } of this.#attributes[of].values())
      if (value !== undefined) rows.set(column, value);
    for (const [column, type] of Object.entries(ownOf[of])) this.#set(of, column, type, attributes.get(column), line);
  }

  /** Where an attribute is called as an axis, positions get an underscore behind. */
  #place({ attributes, line }: XmlElement): void {
    const taken = [...this.#attributes.node.values()].map(({ column }) => column);
    for (const axis of ["x", "y", "z"])
      this.#set("node", attributeName(axis, taken), "double", attributes.get(axis), line);
  }

  #setValue({ attributes, line }: XmlElement): void {
    const id = attributes.get("for") ?? attributes.get("id") ?? "";
    const attribute = this.#attributes[this.#class].get(id);
    if (attribute === undefined)
      throw this.#fail(line, "its value must be of a declared <attribute>", JSON.stringify(id));
    this.#set(this.#class, attribute.column, attribute.type, attributes.get("value") ?? "", line);
  }

  #set(of: "node" | "edge", column: string, type: ValueType, text: string | undefined, line: number): void {
    if (text !== undefined) this.#rows[of].set(column, this.#value(type, text, line));
  }

  #value(type: ValueType, text: string, line: number): unknown {
    const value = valueOfType(type, text);
    if (value === undefined) throw this.#fail(line, `its value must be of type ${type}`, JSON.stringify(text));
    return value;
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

/** An edge that says no weight has the weight 1, where others say one. */
function weighted(edges: ReadonlyMap<string, DocumentColumn>): ReadonlyMap<string, DocumentColumn> {
  const weights = edges.get("weight");
  return weights === undefined
    ? edges
    : new Map(edges).set(
        "weight",
        Array.from(weights, (weight) => weight ?? 1),
      );
}

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
  const nodes = rowWriter("node", columns.vertexColumns, vertices, path);
  const links = rowWriter("edge", columns.edgeColumns, edges, path);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n';
  yield `  <graph defaultedgetype="${directed ? "directed" : "undirected"}">\n`;
  yield* nodes.declarations();
  yield* links.declarations();
  yield "    <nodes>\n";
  for (const { id, values } of vertices) yield nodes.row({ id: String(id) }, values);
  yield "    </nodes>\n    <edges>\n";
  for (const { source, target, values } of edges)
    yield links.row({ source: String(source), target: String(target) }, values);
  yield "    </edges>\n  </graph>\n</gexf>\n";
}

type Values = Readonly<Record<string, unknown>>;

/** Writes the nodes, or the edges: what stands in their tags, and the attributes that they have beside. */
function rowWriter(
  of: "node" | "edge",
  columns: readonly string[],
  records: readonly { values: Values }[],
  path: string,
) {
  const typed = columns.map((column) => ({ column, type: typeOfValues(records.map(({ values }) => values[column])) }));
  const isPlaced = of === "node" && ["x", "y"].every((axis) => isNumbers(typed, axis));
  const isPosition = (column: string): boolean => isPlaced && /^[xyz]$/.test(column) && isNumbers(typed, column);
  const own = typed.filter(({ column, type }) => {
    const wanted = Object.hasOwn(ownOf[of], column) ? ownOf[of][column] : undefined;
    return wanted === "double" ? isNumbers(typed, column) : wanted === type;
  });
  const others = typed.filter((one) => !own.includes(one) && !isPosition(one.column));
  const text = (column: string, value: unknown): string => {
    const written = textOfValue(value);
    if (written === undefined || !fitsXml(written)) throw unwritable(path, "GEXF", column, value);
    return xmlText(written);
  };
  const tag = (name: string, values: Values): string =>
    `<${name}${Object.entries(values)
      .map(([key, value]) => (isAbsent(value) ? "" : ` ${key}="${text(key, value)}"`))
      .join("")}`;
  const picked = (values: Values, names: readonly { readonly column: string }[]): Values =>
    Object.fromEntries(names.map(({ column }) => [column, values[column]]));
  return {
    *declarations(): Generator<string> {
      if (others.length === 0) return;
      yield `    <attributes class="${of}">\n`;
      for (const [id, { column, type }] of others.entries())
        yield `      ${tag("attribute", { id, title: column, type: namesOfTypes[type] })}/>\n`;
      yield "    </attributes>\n";
    },
    row: (ids: Values, values: Values): string => {
      const attributes = others.flatMap(({ column }, at) =>
        isAbsent(values[column]) ? [] : [`          <attvalue for="${at}" value="${text(column, values[column])}"/>\n`],
      );
      const inside = [
        ...(attributes.length === 0 ? [] : ["        <attvalues>\n", ...attributes, "        </attvalues>\n"]),
        ...(isPlaced
          ? [`        ${tag("viz:position", picked(values, [{ column: "x" }, { column: "y" }, { column: "z" }]))}/>\n`]
          : []),
      ];
      const head = `      ${tag(of, { ...ids, ...picked(values, own) })}`;
      return inside.length === 0 ? `${head}/>\n` : `${head}>\n${inside.join("")}      </${of}>\n`;
    },
  };
}

function isNumbers(typed: readonly { readonly column: string; readonly type: ValueType }[], name: string): boolean {
  return typed.some(({ column, type }) => column === name && (type === "int" || type === "long" || type === "double"));
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined;
}
