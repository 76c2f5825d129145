import { type DocumentColumn, fileError, type GraphDocument } from "./document.ts";
import { type EdgeListHead, readEdgeListHead } from "./edge-list-head.ts";
import { GrowingTokens, idNumber, valueNumber } from "./growing-column.ts";
import { eachLine } from "./text-lines.ts";

/** What is said of an edge list where it is opened. */
export interface EdgeListOptions {
  /** Undefined: as the comment says that writeGraph begins with, where there is one, and true otherwise. */
  readonly directed: boolean | undefined;
  /** What stands behind the two ends of an edge; undefined: as that comment says. */
  readonly columns: readonly string[] | undefined;
  /** What parts a line; undefined: spaces and tabs, commas or semicolons, by the first edge. */
  readonly delimiter: string | undefined;
}

/** Columns behind both ends of an edge. */
const mostColumns = 1000;
const [tab, space, comma, semicolon, hash, percent, brace] = [9, 32, 44, 59, 35, 37, 123];

/** An edge a line: source, target, and what else is said of it. Lines that begin with `#` or `%` are comments. */
export async function readEdgeList(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
  { directed, columns, delimiter }: EdgeListOptions,
): Promise<GraphDocument> {
  const reader = new EdgeLines(path, columns, delimiter?.charCodeAt(0));
  await eachLine(pieces, path, (bytes, start, end, line) => reader.read(bytes, start, end, line));
  return { directed: directed ?? reader.directed, vertices: undefined, edges: reader.finish() };
}

class EdgeLines {
  readonly #path: string;
  #named: readonly string[] | undefined;
  #head: EdgeListHead | undefined;
  readonly #ends: readonly [source: GrowingTokens, target: GrowingTokens] = [tokensOfIds(), tokensOfIds()];
  /** Undefined until the first edge says how many there are. */
  #others: readonly GrowingTokens[] | undefined;
  #delimiter: number | undefined;
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];

  constructor(path: string, named: readonly string[] | undefined, delimiter: number | undefined) {
    this.#path = path;
    this.#named = named;
    this.#delimiter = delimiter;
  }

  get directed(): boolean {
    return this.#head?.directed ?? true;
  }

  read(bytes: Uint8Array, start: number, end: number, line: number): void {
    const first = skipSpaces(bytes, start, end);
    if (line === 1 && bytes[start] === hash) this.#readHead(bytes, start, end);
    if (first === end || bytes[first] === hash || bytes[first] === percent) return;
    this.#delimiter ??= delimiterOf(bytes, first, end);
    const count = this.#split(bytes, first, end);
    this.#others ??= Array.from({ length: Math.min(mostColumns, this.#width(count)) }, tokensOfValues);
    const others = this.#others;
    const hasDictionary = count > 2 && bytes[this.#starts[2]!] === brace;
    if (count !== others.length + 2 || hasDictionary) throw this.#miscounted(bytes, start, end, line, count);
    const weight = this.#named === undefined ? others[0] : undefined;
    const wasNumbers = weight?.isNumbers;
    try {
      this.#push(this.#ends[0], bytes, 0);
      this.#push(this.#ends[1], bytes, 1);
      for (let at = 0; at < others.length; at++) this.#push(others[at]!, bytes, at + 2);
    } catch (cause) {
      throw this.#unfit(line, cause);
    }
    if (wasNumbers !== weight?.isNumbers) this.#mustBeNoWeight(weight!.length, this.#text(bytes, 2), line);
  }

  #readHead(bytes: Uint8Array, start: number, end: number): void {
    this.#head = readEdgeListHead(new TextDecoder().decode(bytes.subarray(start, end)));
    if (this.#head === undefined) return;
    if (this.#head.names.length > 0) this.#named ??= this.#head.names;
    if (this.#head.ofTexts) for (const ids of this.#ends) ids.becomeTexts();
  }

  /** Weights that are texts in one line would be weights in none, and nobody would hear of it. */
  #mustBeNoWeight(rows: number, text: string, line: number): void {
    if (rows === 1 && !/^[+-]?\d+$/.test(text)) return;
    throw fileError({
      path: this.#path,
      line,
      as: "the third column must be a number that a double holds, as in the lines before, or be named",
      got: JSON.stringify(text),
      remedy: 'mend the line, or name it by columns: ["kind"] where it is no weight',
    });
  }

  #unfit(line: number, cause: unknown): unknown {
    if (!(cause instanceof TypeError)) return cause;
    const isWord = cause.message.startsWith('"');
    return fileError({
      path: this.#path,
      line,
      as: "ids and values must be words in UTF-8 without quotes and control characters",
      got: isWord ? cause.message : "bytes that are no UTF-8",
      remedy:
        'read a table with quotes as one, by graph({ edges: from(csv("edges.csv")), source: "from", target: "to" })',
    });
  }

  #text(bytes: Uint8Array, token: number): string {
    const start = this.#starts[token]!;
    return new TextDecoder().decode(bytes.subarray(start, start + this.#lengths[token]!));
  }

  finish(): ReadonlyMap<string, DocumentColumn> {
    const [source, target] = this.#ends;
    const third = this.#named === undefined ? this.#others?.[0] : undefined;
    const isHeaded = (source.isHeaded && target.isHeaded) || third?.isHeaded === true;
    if (isHeaded) throw this.#headed();
    // Both ends are of one kind: `1` and `a` are no vertices of one graph as a number and a text.
    if (!source.isNumbers) target.becomeTexts();
    if (!target.isNumbers) source.becomeTexts();
    const others = (this.#others ?? []).map((column, at) => [this.#nameOf(column, at), column.finish()] as const);
    return new Map([["source", source.finish()], ["target", target.finish()], ...others]);
  }

  #headed(): SyntaxError {
    return fileError({
      path: this.#path,
      as: "its first edge must be one like the others",
      got: "words where all others have numbers, as a line of names has",
      remedy:
        'begin that line with "#", or read a table, by graph({ edges: from(csv(path)), source: "from", target: "to" })',
    });
  }

  /** The third column is the weight of an edge, where it is one of numbers. */
  #nameOf(column: GrowingTokens, at: number): string {
    return this.#named?.[at] ?? (at === 0 && column.isNumbers ? "weight" : `column${at + 3}`);
  }

  /** How many columns stand behind the ends. */
  #width(count: number): number {
    return this.#named === undefined ? Math.max(0, count - 2) : this.#named.length;
  }

  /** Where the tokens of the line lie, into `#starts` and `#lengths`; gives how many there are. */
  #split(bytes: Uint8Array, start: number, end: number): number {
    const delimiter = this.#delimiter!;
    const isBlank = delimiter === space;
    let count = 0;
    let at = start;
    for (;;) {
      at = skipSpaces(bytes, at, end);
      if (isBlank && at === end) return count;
      const from = at;
      while (at < end && (isBlank ? bytes[at] !== space && bytes[at] !== tab : bytes[at] !== delimiter)) at++;
      let to = at;
      while (to > from && (bytes[to - 1] === space || bytes[to - 1] === tab)) to--;
      this.#starts[count] = from;
      this.#lengths[count++] = to - from;
      if (at >= end) return count;
      at++;
    }
  }

  #push(column: GrowingTokens, bytes: Uint8Array, token: number): void {
    const start = this.#starts[token]!;
    column.push(bytes, start, start + this.#lengths[token]!);
  }

  #miscounted(bytes: Uint8Array, start: number, end: number, line: number, count: number): SyntaxError {
    const text = new TextDecoder().decode(bytes.subarray(start, end));
    const names = this.#named ?? (this.#others!.length > 0 ? ["… as many as the first edge has"] : []);
    return fileError({
      path: this.#path,
      line,
      as: `an edge must have ${this.#others!.length + 2} columns: ${["source", "target", ...names].join(", ")}`,
      got: text.includes("{") ? `a dictionary in ${JSON.stringify(text)}` : `${count} in ${JSON.stringify(text)}`,
      remedy: text.includes("{")
        ? "write it without dictionaries, in NetworkX by write_weighted_edgelist or write_edgelist(…, data=False)"
        : 'name what stands behind both ends by columns: ["weight", "since"], and what parts them by delimiter',
    });
  }
}

function tokensOfIds(): GrowingTokens {
  return new GrowingTokens(idNumber);
}

function tokensOfValues(): GrowingTokens {
  return new GrowingTokens(valueNumber);
}

function skipSpaces(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === space || bytes[at] === tab)) at++;
  return at;
}

/** What parts the first edge: a comma or a semicolon if it has one, else blanks. */
function delimiterOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === comma || bytes[at] === semicolon) return bytes[at]!;
  return space;
}
