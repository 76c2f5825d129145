import type { DataType, FileInfo } from "../../core/io/mod.ts";
import { type TextForm, textSample } from "../files/mod.ts";
import { isObject, parseJson, typeOfValue, widerJson } from "./json-value.ts";

/** What the beginning of a file tells. */
export interface JsonHead {
  readonly path: string;
  /** As it lies there, packed or not. */
  readonly sizeBytes: number;
  readonly form: TextForm;
  /** Where the first line begins: behind a byte-order mark. */
  readonly dataStart: number;
  /** Where the last line ends, or `unknownEnd`. */
  readonly end: number;
  /** Keys in the order that they mostly come in. */
  readonly names: readonly string[];
  /** The narrowest types of the values that were looked at; none for keys that had only null. */
  readonly types: ReadonlyMap<string, DataType>;
}

export async function readHead(file: FileInfo, sampleBytes: number): Promise<JsonHead> {
  const { path, sizeBytes } = file;
  const { bytes, packing, isWhole, end } = await textSample(file, sampleBytes);
  refuseForeign(path, bytes);
  const dataStart = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = new TextDecoder().decode(bytes.subarray(dataStart));
  // JSON has no carriage return within texts: one that no newline follows ends a line.
  const lineEnd = /\r(?!\n|$)/.test(text) ? "\r" : "\n";
  const lines = text.split(lineEnd === "\r" ? /[\r\n]/ : "\n");
  // The last line may be cut off.
  if (!isWhole) lines.pop();
  refuseArray(path, lines.find((line) => line.trim() !== "")?.trim() ?? "");
  const names: string[] = [];
  const types = new Map<string, DataType>();
  for (const line of lines) learnLine(line, names, types);
  return { path, sizeBytes, form: { packing, lineEnd }, dataStart, end, names, types };
}

function learnLine(line: string, names: string[], types: Map<string, DataType>): void {
  let value = objectOf(line, JSON.parse);
  if (value === undefined) return;
  // Looking for digits that a double does not hold costs more than the parser: only lines with such numbers are read exactly.
  if (Object.values(value).some(isUnsafe)) value = objectOf(line, parseJson)!;
  let place = 0;
  for (const name of Object.keys(value)) {
    const known = names[place] === name ? place : names.indexOf(name, place);
    if (known >= 0) place = known + 1;
    else if (!names.includes(name)) names.splice(place++, 0, name);
    const type = typeOfValue(value[name]);
    const before = types.get(name);
    if (type !== undefined && type !== before) types.set(name, before === undefined ? type : widerJson(before, type));
  }
}

function isUnsafe(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** Lines that are malformed are met again, and refused, when they are read. */
function objectOf(line: string, parse: (text: string) => unknown): Record<string, unknown> | undefined {
  try {
    const value = parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refuseForeign(path: string, bytes: Uint8Array): void {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) throw foreign(path, "UTF-16", "convert it to UTF-8");
  if (a === 0x1f && b === 0x8b) throw foreign(path, "gzip in gzip or zstd", "unpack it once");
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd)
    throw foreign(path, "zstd in gzip or zstd", "unpack it once");
  if (a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31) throw foreign(path, "Parquet", "read it with parquet()");
}

/** A file that is one array, or one object over many lines, is JSON but has no lines. */
function refuseArray(path: string, first: string): void {
  if (first === "{" || first === "[" || /^\[\s*[{\]]/.test(first)) {
    throw foreign(
      path,
      `${JSON.stringify(first.slice(0, 40))} at its beginning`,
      "write each object on a line of its own, as `jq -c .[]` does",
    );
  }
}

function foreign(path: string, got: string, remedy: string): SyntaxError {
  return new SyntaxError(
    `Cannot read ${JSON.stringify(path)} as JSON lines as each line must be a JSON object: got ${got}; ${remedy}`,
  );
}
