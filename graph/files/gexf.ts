import { AttributeColumns, attributeName, severalValues, tagColumn } from "./attribute-columns.ts";
import { withDirections } from "./directions.ts";
import { type DocumentColumn, fileError, type GraphDocument } from "./document.ts";
import { type ValueType, valueOfType } from "./typed-values.ts";
import { eachElement, type XmlElement } from "./xml-elements.ts";

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

interface OwnColumn {
  readonly name: string;
  readonly column: string;
  readonly type: ValueType;
}

interface Attribute {
  readonly column: string;
  readonly type: ValueType;
  default?: unknown;
}

const nodeColumns = ["id"] as const;
const edgeColumns = ["source", "target"] as const;
/** What a tag of a node or an edge says besides, and of what type it is. */
export const ownOf: Readonly<Record<"node" | "edge", Readonly<Record<string, ValueType>>>> = {
  node: { label: "string", start: "string", end: "string" },
  edge: { id: "string", label: "string", kind: "string", weight: "double", start: "string", end: "string" },
};

/**
 * GEXF 1.1 to 1.3, as Gephi writes it: nodes, edges and their attributes; positions are the columns `x`, `y` and `z`. Ids are texts
 * unless the file says `idtype="integer"`. Colours and sizes of pictures are not read.
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
  /** The columns of what tags say besides: attributes may be called so, too. */
  readonly #own: { node?: readonly OwnColumn[]; edge?: readonly OwnColumn[] } = {};
  #default: string | undefined;
  #idType: ValueType = "string";
  readonly #directions: boolean[] = [];
  #axes: readonly (readonly [axis: string, column: string])[] | undefined;
  #class: "node" | "edge" = "node";
  #attribute: Attribute | undefined;
  #isInNode = false;
  /** The attributes that gave the columns of the row at hand. */
  readonly #given: Map<string, string> = new Map();

  constructor(path: string, asked: boolean | undefined) {
    this.#path = path;
    this.#asked = asked;
  }

  open(element: XmlElement): void {
    const { name, line } = element;
    if (name === "graph") this.#openGraph(element);
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
    else if (name === "node") this.#isInNode = false;
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

  #openGraph({ attributes, line }: XmlElement): void {
    if (this.#default !== undefined)
      throw this.#fail(line, "it must hold one graph", "another <graph>", "write each graph to a file of its own");
    this.#default = attributes.get("defaultedgetype") ?? "undirected";
    this.#mustBeDirection(this.#default, line);
    this.#idType = types[(attributes.get("idtype") ?? "string").toLowerCase()] ?? "string";
  }

  #mustBeDirection(type: string, line: number): void {
    if (["directed", "undirected", "mutual"].includes(type)) return;
    throw this.#fail(line, "types of edges must be directed, undirected or mutual", JSON.stringify(type));
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
    const type = types[(attributes.get("type") ?? "string").toLowerCase()] ?? "string";
    const taken = this.#class === "node" ? nodeColumns : [...edgeColumns, "weight"];
    const column = attributeName(attributes.get("title") ?? id, taken);
    const known = this.#attributes[this.#class];
    // NetworkX writes one for each title and type: those of one title are one column.
    if (known.has(id))
      throw this.#fail(line, `each <attribute> of class ${this.#class} must have an id of its own`, JSON.stringify(id));
    this.#attribute = { column, type };
    known.set(id, this.#attribute);
  }

  #openRow(of: "node" | "edge", { attributes, line }: XmlElement): void {
    // One that is `mutual` leads both ways.
    if (this.#default === undefined) throw this.#fail(line, `<${of}> must be in <graph>`, `<${of}> before it`);
    if (of === "edge") {
      const type = attributes.get("type") ?? this.#default;
      this.#mustBeDirection(type, line);
      this.#directions.push(type === "directed");
    } else if (this.#isInNode)
      throw this.#fail(line, "vertices must be in no others", "<node> in <node>", "write it without a hierarchy");
    this.#isInNode = of === "node";
    this.#class = of;
    const rows = this.#rows[of];
    this.#given.clear();
    rows.next();
    for (const column of of === "node" ? nodeColumns : edgeColumns) {
      const value = attributes.get(column);
      if (value === undefined)
        throw this.#fail(line, `<${of}> must have ${column}=…`, `<${[of, ...attributes.keys()].join(" ")}>`);
      rows.set(column, this.#value(this.#idType, value, line));
    }
    for (const { column, default: value } of this.#attributes[of].values())
      if (value !== undefined) rows.set(column, value);
    for (const { name, column, type } of this.#ownOf(of)) this.#set(of, column, type, attributes.get(name), line);
  }

  #ownOf(of: "node" | "edge"): readonly OwnColumn[] {
    const own = this.#own[of];
    if (own !== undefined) return own;
    const taken = this.#columnsOf(of);
    const made = Object.entries(ownOf[of]).map(([name, type]) => ({ name, column: tagColumn(name, taken), type }));
    this.#own[of] = made;
    return made;
  }

  #columnsOf(of: "node" | "edge"): readonly string[] {
    return [...this.#attributes[of].values()].map(({ column }) => column);
  }

  /** Where an attribute is called as an axis, positions get an underscore behind. */
  #place({ attributes, line }: XmlElement): void {
    this.#axes ??= ["x", "y", "z"].map((axis) => [axis, tagColumn(axis, this.#columnsOf("node"))] as const);
    for (const [axis, column] of this.#axes) this.#set("node", column, "double", attributes.get(axis), line);
  }

  #setValue({ attributes, line }: XmlElement): void {
    const id = attributes.get("for") ?? attributes.get("id") ?? "";
    const attribute = this.#attributes[this.#class].get(id);
    if (attribute === undefined)
      throw this.#fail(line, "its value must be of a declared <attribute>", JSON.stringify(id));
    const { column } = attribute;
    const before = this.#given.get(column);
    if (before !== undefined && before !== id)
      throw this.#fail(line, `<${this.#class}> must have one value of a title`, severalValues(column, before, id));
    this.#given.set(column, id);
    this.#set(this.#class, column, attribute.type, attributes.get("value") ?? "", line);
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
