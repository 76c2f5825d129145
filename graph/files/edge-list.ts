import { type DocumentColumn, fileError, type GraphDocument, type GraphRows } from "./document.ts";
import { GrowingTokens, idNumber, valueNumber } from "./growing-column.ts";
import { eachLine } from "./text-lines.ts";
import { shownValue } from "./written-values.ts";

/** What is said of an edge list where it is opened. */
export interface EdgeListOptions {
  readonly directed: boolean;
  /** What stands behind the two ends of an edge. */
  readonly columns: readonly string[] | undefined;
  /** What parts a line; undefined: spaces and tabs, commas or semicolons, by the first edge. */
  readonly delimiter: string | undefined;
}

const [tab, space, comma, semicolon, hash, percent, brace] = [9, 32, 44, 59, 35, 37, 123];

/** An edge a line: source, target, and what else is said of it. Lines that begin with `#` or `%` are comments. */
export async function readEdgeList(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
  { directed, columns, delimiter }: EdgeListOptions,
): Promise<GraphDocument> {
  const reader = new EdgeLines(path, columns, delimiter?.charCodeAt(0));
  await eachLine(pieces, (bytes, start, end, line) => reader.read(bytes, start, end, line));
  return { directed, vertices: undefined, edges: reader.finish() };
}

class EdgeLines {
  readonly #path: string;
  readonly #named: readonly string[] | undefined;
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

  read(bytes: Uint8Array, start: number, end: number, line: number): void {
    const first = skipSpaces(bytes, start, end);
    if (first === end || bytes[first] === hash || bytes[first] === percent) return;
    this.#delimiter ??= delimiterOf(bytes, first, end);
    const count = this.#split(bytes, first, end);
    this.#others ??= Array.from({ length: this.#width(count) }, tokensOfValues);
    const others = this.#others;
    const hasDictionary = count > 2 && bytes[this.#starts[2]!] === brace;
    if (count !== others.length + 2 || hasDictionary) throw this.#miscounted(bytes, start, end, line, count);
    this.#push(this.#ends[0], bytes, 0);
    this.#push(this.#ends[1], bytes, 1);
    for (let at = 0; at < others.length; at++) this.#push(others[at]!, bytes, at + 2);
  }

  finish(): ReadonlyMap<string, DocumentColumn> {
    const [source, target] = this.#ends;
    // Both ends are of one kind: `1` and `a` are no vertices of one graph as a number and a text.
    if (!source.isNumbers) target.becomeTexts();
    if (!target.isNumbers) source.becomeTexts();
    const others = (this.#others ?? []).map((column, at) => [this.#nameOf(column, at), column.finish()] as const);
    return new Map([["source", source.finish()], ["target", target.finish()], ...others]);
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

/** The lines of an edge list: tabs between the ends of an edge and what is said of it. */
export function* edgeListLines({ edges, edgeColumns, path }: GraphRows): Generator<string> {
  for (const { source, target, values } of edges) {
    const tokens = [source, target, ...edgeColumns.map((name) => values[name])];
    yield `${tokens.map((token) => tokenText(token, path)).join("\t")}\n`;
  }
}

function tokenText(value: unknown, path: string): string {
  const isPlain =
    typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" || typeof value === "string";
  const text = isPlain ? String(value) : "";
  if (isPlain && text !== "" && !/[\s,;#%]/.test(text)) return text;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as ids and values of an edge list must be numbers or words without blanks, commas, ` +
      `semicolons, "#" and "%": got ${shownValue(value)}; choose columns: […], or write GraphML or node-link JSON, which keep any`,
  );
}
