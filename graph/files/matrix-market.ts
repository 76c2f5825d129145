import { type DocumentColumn, type FileProblem, fileError, type GraphDocument, type GraphRows } from "./document.ts";
import { GrowingNumbers, valueNumber } from "./growing-column.ts";
import { LineWords } from "./line-words.ts";
import { numberedVertices, weightOf } from "./numbered-vertices.ts";
import { eachLine } from "./text-lines.ts";

const percent = 37;
const fields = ["real", "integer", "pattern", "double"] as const;
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
  const lines = await eachLine(pieces, (bytes, start, end, line) => reader.read(bytes, start, end, line));
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
        as: `an entry must be a row and a column from 1 to ${this.#size.vertices}${this.#header.field === "pattern" ? "" : ", and a number"}`,
        remedy: "write the matrix again by the program that made it",
      });
  }

  finish(lines: number): GraphDocument {
    if (this.#header === undefined || this.#size === undefined)
      throw this.#fail(undefined, `${lines} lines`, {
        as: "it must have a header and a line of its size",
        remedy: "copy the file again from where it came from",
      });
    const { vertices, entries } = this.#size;
    if (this.#rows.length !== entries)
      throw this.#fail(undefined, String(this.#rows.length), {
        as: `it must have ${entries} entries as it says itself`,
        remedy: "copy the file again from where it came from",
      });
    const edges: [string, DocumentColumn][] = [
      ["source", this.#rows.finish()],
      ["target", this.#columns.finish()],
    ];
    if (this.#header.field !== "pattern") edges.push(["weight", this.#values.finish()]);
    return {
      directed: this.#header.symmetry !== "symmetric",
      vertices: new Map([["id", Int32Array.from({ length: vertices }, (_, at) => at + 1)]]),
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
    if (isSize && rows === columns && rows! < 2 ** 31) return { vertices: rows!, entries: entries! };
    throw this.#fail(line, JSON.stringify(new TextDecoder().decode(bytes.subarray(start, end))), {
      as: "the matrix must be square, and its size three whole numbers: rows, columns, entries",
      remedy: "read one that is not square as two kinds of vertices: csv(…) and graph({ edges, … })",
    });
  }

  #readEntry(words: LineWords, vertices: number, { field, symmetry }: Header): boolean {
    const row = words.count();
    const column = words.more() ? words.count() : -1;
    if (row < 1 || row > vertices || column < 1 || column > vertices) return false;
    if (field !== "pattern") {
      const value = words.more() ? valueNumber(words.word()) : undefined;
      if (value === undefined) return false;
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

/** The lines of a matrix: entries with a value where edges have a weight. */
export function* matrixMarketLines(rows: GraphRows): Generator<string> {
  const { directed, edges, edgeColumns } = rows;
  const { count, numberOf } = numberedVertices(rows, "Matrix Market");
  const weight = edgeColumns.includes("weight");
  yield `%%MatrixMarket matrix coordinate ${weight ? "real" : "pattern"} ${directed ? "general" : "symmetric"}\n`;
  yield `${count} ${count} ${edges.length}\n`;
  for (const edge of edges) {
    const [a, b] = [numberOf(edge.source), numberOf(edge.target)];
    // Of a symmetric matrix the lower half is written.
    const ends = directed || a >= b ? `${a} ${b}` : `${b} ${a}`;
    yield weight ? `${ends} ${weightOf(edge, rows, "Matrix Market")}\n` : `${ends}\n`;
  }
}
