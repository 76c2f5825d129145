import { countText } from "../../core/display/mod.ts";
import { type DocumentColumn, fileError, type GraphDocument, type GraphRows } from "./document.ts";
import { GrowingNumbers } from "./growing-column.ts";
import { LineWords } from "./line-words.ts";
import { numberedVertices, weightOf } from "./numbered-vertices.ts";
import { eachLine } from "./text-lines.ts";

const percent = 37;

interface Header {
  readonly vertices: number;
  readonly edges: number;
  readonly hasWeights: boolean;
}

/**
 * The adjacency lists of METIS and Chaco: line `i` behind the header holds the neighbours of vertex `i`, so each edge stands twice and
 * is read once. The graph has no directions. Weights of vertices are columns `weight`, or `weight1` … where there are several.
 *
 * Source: Karypis, "METIS: A Software Package for Partitioning Unstructured Graphs", manual 5.1, §4.1.1 (2013).
 */
export async function readMetis(pieces: AsyncIterable<Uint8Array>, path: string): Promise<GraphDocument> {
  const reader = new AdjacencyLines(path);
  await eachLine(pieces, path, (bytes, start, end, line) => reader.read(bytes, start, end, line));
  return reader.finish();
}

class AdjacencyLines {
  readonly #path: string;
  readonly #words: LineWords = new LineWords();
  readonly #source: GrowingNumbers = new GrowingNumbers();
  readonly #target: GrowingNumbers = new GrowingNumbers();
  readonly #weight: GrowingNumbers = new GrowingNumbers();
  #vertexColumns: readonly { readonly name: string; readonly values: GrowingNumbers }[] = [];
  #header: Header | undefined;
  #vertex = 0;
  #entries = 0;
  #loops = 0;
  /** What edges and their other halves add up to, by hashes: 0 where each has both, with one weight. */
  #unpaired = 0;

  constructor(path: string) {
    this.#path = path;
  }

  read(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (bytes[start] === percent) return;
    const words = this.#words.of(bytes, start, end);
    if (this.#header === undefined) {
      if (words.more()) this.#header = this.#readHeader(new TextDecoder().decode(bytes.subarray(start, end)), line);
      return;
    }
    // Empty lines are vertices without neighbours, until there are as many as it says; a file may end in more of them.
    if (this.#vertex === this.#header.vertices && !words.more()) return;
    if (this.#vertex++ < this.#header.vertices && this.#readVertex(words, this.#header)) return;
    throw fileError({
      path: this.#path,
      line,
      as:
        this.#vertex > this.#header.vertices
          ? `it must have ${countText(this.#header.vertices, "line")} of neighbours as its header says`
          : `neighbours must be numbers from 1 to ${this.#header.vertices}${this.#header.hasWeights ? ", each followed by the weight of its edge, a whole number" : ""}`,
      got: JSON.stringify(new TextDecoder().decode(bytes.subarray(start, end))),
      remedy: "see that the header says which weights there are, as in METIS' manual",
    });
  }

  finish(): GraphDocument {
    const header = this.#header;
    if (header === undefined || this.#vertex < header.vertices)
      throw this.#whole(
        header === undefined ? "a header" : `${countText(header.vertices, "line")} of neighbours`,
        `${this.#vertex}`,
      );
    // A self-loop is no edge for METIS; those who write one count it once.
    const found = (this.#entries - this.#loops) / 2 + this.#loops;
    if (found !== header.edges || this.#unpaired !== 0)
      throw this.#whole(
        `each of its ${countText(header.edges, "edge")} at both of its ends, with one weight`,
        found === header.edges ? "edges that only one of their ends has, or of two weights" : countText(found, "edge"),
      );
    const edges: [string, DocumentColumn][] = [
      ["source", this.#source.finish()],
      ["target", this.#target.finish()],
    ];
    if (header.hasWeights) edges.push(["weight", this.#weight.finish()]);
    const ids = Int32Array.from({ length: header.vertices }, (_, at) => at + 1);
    const others = this.#vertexColumns.map(({ name, values }) => [name, values.finish()] as const);
    return { directed: false, vertices: new Map([["id", ids as DocumentColumn], ...others]), edges: new Map(edges) };
  }

  #readHeader(text: string, line: number): Header {
    const [vertices, edges, format = "0", constraints] = text.trim().split(/\s+/);
    const isHeader = [vertices, edges].every((word) => /^\d{1,15}$/.test(word ?? "")) && /^[01]{1,3}$/.test(format);
    if (!isHeader || !/^\d{1,3}$/.test(constraints ?? "1"))
      throw fileError({
        path: this.#path,
        line,
        as: "its header must be numbers: vertices, edges, and if wanted which weights there are (such as 011) and how many a vertex has",
        got: JSON.stringify(text),
        remedy: 'name what it is, for instance format: "edge-list"',
      });
    const [hasSizes, hasVertexWeights, hasWeights] = format.padStart(3, "0").split("").map(Number);
    const vertexWeights = hasVertexWeights === 1 ? Number(constraints ?? 1) : 0;
    const names = Array.from({ length: vertexWeights }, (_, at) =>
      vertexWeights === 1 ? "weight" : `weight${at + 1}`,
    );
    this.#vertexColumns = [...(hasSizes === 1 ? ["size"] : []), ...names].map((name) => ({
      name,
      values: new GrowingNumbers(),
    }));
    return { vertices: Number(vertices), edges: Number(edges), hasWeights: hasWeights === 1 };
  }

  /** Whether the line is one. */
  #readVertex(words: LineWords, { vertices, hasWeights }: Header): boolean {
    for (const { values } of this.#vertexColumns) {
      const value = words.more() ? words.count() : -1;
      if (value < 0) return false;
      values.push(value);
    }
    while (words.more()) {
      const neighbour = words.count();
      if (neighbour < 1 || neighbour > vertices) return false;
      const weight = !hasWeights ? 1 : words.more() ? words.count() : -1;
      if (weight < 0) return false;
      this.#entries++;
      if (neighbour === this.#vertex) this.#loops++;
      const [low, high] = neighbour < this.#vertex ? [neighbour, this.#vertex] : [this.#vertex, neighbour];
      if (low < high)
        this.#unpaired = (this.#unpaired + (low === this.#vertex ? 1 : -1) * hashed(low, high, weight)) | 0;
      if (neighbour < this.#vertex) continue;
      this.#source.push(this.#vertex);
      this.#target.push(neighbour);
      this.#weight.push(weight);
    }
    return true;
  }

  #whole(what: string, got: string): SyntaxError {
    return fileError({
      path: this.#path,
      as: `it must have ${what}`,
      got,
      remedy: "copy the file again from where it came from",
    });
  }
}

function hashed(low: number, high: number, weight: number): number {
  const ends = Math.imul(Math.imul(low, 0x85ebca6b) ^ (high + 0x9e3779b9), 0xc2b2ae35);
  return Math.imul(ends ^ (ends >>> 15) ^ weight, 0x27d4eb2f);
}

/** The lines of a graph without directions. */
export function* metisLines(rows: GraphRows): Generator<string> {
  const { directed, edges, edgeColumns, path } = rows;
  const unfit = directed ? "a directed graph" : edges.some(isLoop) ? "an edge from a vertex to itself" : undefined;
  if (unfit !== undefined)
    throw new TypeError(
      `Cannot write a graph to ${JSON.stringify(path)} as one in METIS must have neither directions nor edges from a vertex to itself: ` +
        `got ${unfit}; use undirected() and filterEdges(…) before, or another format`,
    );
  const { count, numberOf } = numberedVertices(rows, "METIS", 2 ** 31 - 1);
  const weighted = edgeColumns.includes("weight");
  const lists = Array.from({ length: count }, (): string[] => []);
  for (const edge of edges) {
    const [a, b] = [numberOf(edge.source), numberOf(edge.target)];
    const behind = weighted ? ` ${wholeWeight(weightOf(edge, rows, "METIS"), path)}` : "";
    lists[a - 1]!.push(`${b}${behind}`);
    lists[b - 1]!.push(`${a}${behind}`);
  }
  yield `${count} ${edges.length}${weighted ? " 001" : ""}\n`;
  for (const list of lists) yield `${list.join(" ")}\n`;
}

function isLoop({ source, target }: { readonly source: unknown; readonly target: unknown }): boolean {
  return source === target;
}

function wholeWeight(weight: number | bigint, path: string): number | bigint {
  if (weight > 0 && Number.isSafeInteger(Number(weight))) return weight;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as weights in METIS must be whole numbers above 0: got ${weight}; ` +
      "round them by mapEdges(…) before, or leave them out by columns: []",
  );
}
