/** By lower-case names; what comes more than once is joined by commas. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** Told what an answer holds, as it comes. */
export interface ReplyTaker {
  head(status: number, headers: HttpHeaders): void;
  /** Of the body; its memory is used again afterwards. */
  piece(bytes: Uint8Array): void;
  /** @param stays Whether the connection may be used for another request. */
  over(stays: boolean): void;
}

const longestHead = 256 * 1024;

/**
 * Reads the answer to one request from the bytes that come over a connection, however they are cut. What is no answer of HTTP/1.0
 * or 1.1 throws.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export class ReplyReader {
  readonly #taker: ReplyTaker;
  readonly #isHead: boolean;
  #state:
    | "status"
    | "headers"
    | "counted"
    | "chunk size"
    | "chunk"
    | "chunk end"
    | "trailers"
    | "until the end"
    | "over" = "status";
  #line = "";
  /** Bytes that the head, or the trailers, may still have. */
  #room = longestHead;
  /** Bytes that the body, or a chunk, still has. */
  #left = 0;
  #status = 0;
  #stays = false;
  #headers: Record<string, string> = {};

  constructor(method: string, taker: ReplyTaker) {
    this.#taker = taker;
    this.#isHead = method === "HEAD";
  }

  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#state === "over") throw new Error("bytes behind the end of an answer");
      if (this.#state === "until the end") {
        this.#taker.piece(at === 0 ? bytes : bytes.subarray(at));
        return;
      }
      if (this.#state === "counted" || this.#state === "chunk") {
        const end = Math.min(bytes.length, at + this.#left);
        this.#left -= end - at;
        this.#taker.piece(bytes.subarray(at, end));
        at = end;
        if (this.#left > 0) return;
        if (this.#state === "chunk") this.#state = "chunk end";
        else this.#over();
        continue;
      }
      const end = bytes.indexOf(lineFeed, at);
      const piece = bytes.subarray(at, end < 0 ? bytes.length : end);
      this.#room -= piece.length + 1;
      if (this.#room < 0) throw new Error(`an answer whose head is longer than ${longestHead / 1024} KiB`);
      this.#line += latin1.decode(piece);
      if (end < 0) return;
      at = end + 1;
      const line = this.#line.endsWith("\r") ? this.#line.slice(0, -1) : this.#line;
      this.#line = "";
      this.#takeLine(line);
    }
  }

  /** No more bytes come; gives whether the answer is whole. */
  end(): boolean {
    if (this.#state === "until the end") this.#over();
    return this.#state === "over";
  }

  #takeLine(line: string): void {
    switch (this.#state) {
      case "status":
        return this.#begin(line);
      case "headers":
        return line === "" ? this.#endHead() : this.#add(line);
      case "chunk size": {
        const [, size] = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
        if (size === undefined) throw new Error("a chunk without its size");
        this.#left = Number.parseInt(size, 16);
        this.#state = this.#left === 0 ? "trailers" : "chunk";
        return;
      }
      case "chunk end":
        if (line !== "") throw new Error("a chunk longer than its size");
        this.#room = longestHead;
        this.#state = "chunk size";
        return;
      default:
        if (line === "") this.#over();
    }
  }

  #begin(line: string): void {
    const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: .*)?$/.exec(line) ?? [];
    if (status === undefined) throw new Error("an answer that is not HTTP");
    this.#status = Number(status);
    this.#stays = minor === "1";
    this.#headers = {};
    this.#state = "headers";
  }

  #add(line: string): void {
    const [, given, value = ""] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (given === undefined) throw new Error("an answer with a header that is none");
    const name = given.toLowerCase();
    const before = Object.hasOwn(this.#headers, name) ? this.#headers[name] : undefined;
    this.#headers[name] =
      before === undefined || (name === "content-length" && before === value) ? value : `${before}, ${value}`;
  }

  #endHead(): void {
    const status = this.#status;
    const headers = this.#headers;
    this.#room = longestHead;
    // What goes before the answer, asked for or not.
    if (status < 200 && status !== 101) {
      this.#state = "status";
      return;
    }
    if (/(?:^|,)\s*close\s*(?:,|$)/i.test(headers.connection ?? "")) this.#stays = false;
    const { "content-length": length, "transfer-encoding": coding } = headers;
    if (coding !== undefined && coding.toLowerCase() !== "chunked") throw new Error(`an answer packed as ${coding}`);
    if (length !== undefined && !/^\d{1,15}$/.test(length)) throw new Error(`an answer of length ${length}`);
    const isEmpty = this.#isHead || status === 204 || status === 304 || (coding === undefined && Number(length) === 0);
    if (isEmpty) this.#state = "counted";
    else if (coding !== undefined) this.#state = "chunk size";
    else this.#state = length === undefined ? "until the end" : "counted";
    this.#left = Number(length ?? 0);
    this.#taker.head(status, headers);
    if (isEmpty) this.#over();
  }

  #over(): void {
    const stays = this.#stays && this.#state !== "until the end";
    this.#state = "over";
    this.#taker.over(stays);
  }
}

const lineFeed = 10;
const latin1 = new TextDecoder("latin1");
