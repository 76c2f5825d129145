import { countText } from "../../core/display/mod.ts";
import { type DocumentColumn, type FileProblem, fileError, type GraphDocument, type GraphRows } from "./document.ts";
import { GrowingNumbers, valueNumber } from "./growing-column.ts";
import { LineWords } from "./line-words.ts";
import { numberedVertices, weightOf } from "./numbered-vertices.ts";
import { eachLine } from "./text-lines.ts";
import { numberText } from "./written-values.ts";

const percent = 37;
/** Vertices, with an id each also where they have no entry. */
const mostVertices = 2 ** 27;
/** The last two are not of the format's paper, but SciPy's since 1.12, and of older programs for `real`. */
const fields = ["real", "integer", "pattern", "unsigned-integer", "double"] as const;
const symmetries = ["general", "symmetric", "skew-symmetric"] as const;

interface Header {
  readonly field: (typeof fields)[number];
  readonly symmetry: (typeof symmetries)[number];
}

/**
 * A square sparse matrix in coordinates: an entry is an edge from its row to its column, its value the weight. A symmetric one is a
 * graph without directions. Vertices are the numbers from 1 that the file has.
 *
 * Source: Boisvert, Pozo, Remington, "The Matrix Market Exchange Formats", NISTIR 5935 (1996).
 */
export async function readMatrixMarket(pieces: AsyncIterable<Uint8Array>, path: string): Promise<GraphDocument> {
  const reader = new EntryLines(path);
  const lines = await eachLine(pieces, path, (bytes, start, end, line) => reader.read(bytes, start, end, line));
  return reader.finish(lines);
}

class EntryLines {
  readonly #path: string;
  readonly #words: LineWords = new LineWords();
  readonly #rows: GrowingNumbers = new GrowingNumbers();
  readonly #columns: GrowingNumbers = new GrowingNumbers();
  readonly #values: GrowingNumbers = new GrowingNumbers();
  #header: Header | undefined;
  #size: { readonly vertices: number; readonly entries: number } | undefined;
  #entries = 0;
  /** Of a symmetric matrix: whether there are entries above, and below the diagonal. */
  readonly #halves: { above: boolean; below: boolean } = { above: false, below: false };

  constructor(path: string) {
    this.#path = path;
  }

  read(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (this.#header === undefined) {
      this.#header = this.#readHeader(new TextDecoder().decode(bytes.subarray(start, end)), line);
      return;
    }
    const words = this.#words.of(bytes, start, end);
    if (bytes[start] === percent || !words.more()) return;
    if (this.#size === undefined) this.#size = this.#readSize(words, bytes, start, end, line);
    else if (!this.#readEntry(words, this.#size.vertices, this.#header))
      throw this.#fail(line, JSON.stringify(new TextDecoder().decode(bytes.subarray(start, end))), {
        as: entryOf(this.#header, this.#size.vertices),
        remedy: "write the matrix again by the program that made it",
      });
  }

  finish(lines: number): GraphDocument {
    if (this.#header === undefined || this.#size === undefined)
      throw this.#fail(undefined, countText(lines, "line"), {
        as: "it must have a header and a line of its size",
        remedy: "copy the file again from where it came from",
      });
    const { vertices, entries } = this.#size;
    if (this.#entries !== entries)
      throw this.#fail(undefined, String(this.#entries), {
        as: `it must have ${countText(entries, "entry", "entries")} as it says itself`,
        remedy: "copy the file again from where it came from",
      });
    if (this.#halves.above && this.#halves.below)
      throw this.#fail(undefined, "entries of both halves", {
        as: `a ${this.#header.symmetry} matrix must have entries of one half`,
        remedy: "write it with one half, or as general",
      });
    const edges: [string, DocumentColumn][] = [
      ["source", this.#rows.finish()],
      ["target", this.#columns.finish()],
    ];
    if (this.#header.field !== "pattern") edges.push(["weight", this.#values.finish()]);
    return {
      directed: this.#header.symmetry !== "symmetric",
      vertices: new Map([["id", numbersTo(vertices)]]),
      edges: new Map(edges),
    };
  }

  #readHeader(text: string, line: number): Header {
    const [banner, object, format, field, symmetry] = text.toLowerCase().trim().split(/\s+/);
    const remedy = "write the matrix sparse and of numbers, in SciPy by mmwrite(file, coo_array(a))";
    if (banner !== "%%matrixmarket" || object !== "matrix")
      throw this.#fail(line, JSON.stringify(text), {
        as: 'it must begin with "%%MatrixMarket matrix"',
        remedy: 'name what it is, for instance format: "edge-list"',
      });
    if (format !== "coordinate")
      throw this.#fail(line, `${format}`, { as: "its matrix must be one of coordinates", remedy });
    if (!fields.includes(field as Header["field"]))
      throw this.#fail(line, `${field}`, { as: `its entries must be ${fields.slice(0, 3).join(", ")}`, remedy });
    if (!symmetries.includes(symmetry as Header["symmetry"]))
      throw this.#fail(line, `${symmetry}`, { as: `its symmetry must be ${symmetries.join(", ")}`, remedy });
    return { field: field as Header["field"], symmetry: symmetry as Header["symmetry"] };
  }

  #readSize(words: LineWords, bytes: Uint8Array, start: number, end: number, line: number) {
    const [rows, columns, entries] = Array.from({ length: 3 }, () => (words.more() ? words.count() : -1));
    const isSize = rows! >= 0 && entries! >= 0 && !words.more();
    if (isSize && rows === columns && rows! > mostVertices)
      throw this.#fail(line, String(rows), {
        as: `the matrix must have at most ${mostVertices} rows`,
        remedy: "leave rows without entries out, or read it as an edge list",
      });
    if (isSize && rows === columns) return { vertices: rows!, entries: entries! };
    throw this.#fail(line, JSON.stringify(new TextDecoder().decode(bytes.subarray(start, end))), {
      as: "the matrix must be square, and its size three whole numbers: rows, columns, entries",
      remedy: "read one that is not square as two kinds of vertices: csv(…) and graph({ edges, … })",
    });
  }

  #readEntry(words: LineWords, vertices: number, { field, symmetry }: Header): boolean {
    const row = words.count();
    const column = words.more() ? words.count() : -1;
    if (row < 1 || row > vertices || column < 1 || column > vertices) return false;
    if (symmetry === "skew-symmetric" && row === column) return false;
    if (symmetry !== "general") this.#halves[row < column ? "above" : "below"] ||= row !== column;
    this.#entries++;
    if (field !== "pattern") {
      const value = words.more() ? valueNumber(words.word()) : undefined;
      if (value === undefined || (isWhole(field) && !Number.isInteger(value))) return false;
      this.#add(row, column, value);
      // Only one half of it is written: the other has the opposite sign.
      if (symmetry === "skew-symmetric") this.#add(column, row, -value);
    } else this.#add(row, column, 1);
    return !words.more();
  }

  #add(row: number, column: number, value: number): void {
    this.#rows.push(row);
    this.#columns.push(column);
    this.#values.push(value);
  }

  #fail(line: number | undefined, got: string, problem: Pick<FileProblem, "as" | "remedy">): SyntaxError {
    return fileError({ path: this.#path, line, got, ...problem });
  }
}

function isWhole(field: Header["field"]): boolean {
  return field === "integer" || field === "unsigned-integer";
}

function entryOf({ field, symmetry }: Header, vertices: number): string {
  const number = field === "pattern" ? "" : isWhole(field) ? ", and a whole number" : ", and a number";
  const diagonal = symmetry === "skew-symmetric" ? ", which is another," : "";
  return `an entry must be a row and a column${diagonal} from 1 to ${vertices}${number}`;
}

function numbersTo(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let at = 0; at < count; at++) numbers[at] = at + 1;
  return numbers;
}

/** The lines of a matrix: entries with a value where edges have a weight. */
export function* matrixMarketLines(rows: GraphRows): Generator<string> {
  const { directed, edges, edgeColumns, path } = rows;
  const { count, numberOf } = numberedVertices(rows, "Matrix Market", mostVertices);
  const weight = edgeColumns.includes("weight");
  yield `%%MatrixMarket matrix coordinate ${weight ? "real" : "pattern"} ${directed ? "general" : "symmetric"}\n`;
  yield `${count} ${count} ${edges.length}\n`;
  for (const edge of edges) {
    const [a, b] = [numberOf(edge.source), numberOf(edge.target)];
    // Of a symmetric matrix the lower half is written.
    const ends = directed || a >= b ? `${a} ${b}` : `${b} ${a}`;
    yield weight ? `${ends} ${entryText(weightOf(edge, rows, "Matrix Market"), path)}\n` : `${ends}\n`;
  }
}

function entryText(weight: number | bigint, path: string): string {
  if (typeof weight === "number") return numberText(weight);
  if (Number.isSafeInteger(Number(weight))) return String(weight);
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as weights in Matrix Market must be numbers, whole ones up to 2^53: got ${weight}n; ` +
      "round them by mapEdges(…) before, leave them out by columns: [], or write GraphML",
  );
}
