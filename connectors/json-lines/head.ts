import type { DataType, FileInfo } from "../../core/io/mod.ts";
import {
  csvLines,
  type ForeignFile,
  foreignTextBytes,
  jsonWithoutLines,
  markup,
  parseJson,
  type TextForm,
  textSample,
  zerosInFirstLine,
} from "../files/mod.ts";
import { isObject, typeOfValue, widerJson } from "./json-value.ts";

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
  /** Whether all lines were looked at. */
  readonly isWhole: boolean;
  /** Keys in the order that they mostly come in. */
  readonly names: readonly string[];
  /** The narrowest types of the values that were looked at; none for keys that had only null. */
  readonly types: ReadonlyMap<string, DataType>;
}

export async function readHead(file: FileInfo, sampleBytes: number): Promise<JsonHead> {
  const { path, sizeBytes } = file;
  const { bytes, packing, isWhole, end } = await textSample(file, sampleBytes);
  refuse(path, foreignTextBytes(bytes));
  const dataStart = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = new TextDecoder().decode(bytes.subarray(dataStart));
  // JSON has no carriage return within texts: one that no newline follows ends a line.
  const lineEnd = /\r(?!\n|$)/.test(text) ? "\r" : "\n";
  const lines = text.split(lineEnd === "\r" ? /[\r\n]/ : "\n");
  // The last line may be cut off.
  if (!isWhole) lines.pop();
  const names: string[] = [];
  const types = new Map<string, DataType>();
  let objects = 0;
  for (const line of lines) if (learnLine(line, names, types) === "object") objects++;
  // An array among objects is a bad record.
  if (objects === 0 || !isJson(text.trimStart().split("\n", 1)[0]!)) refuse(path, jsonWithoutLines(text));
  if (objects === 0) refuse(path, foreignLines(text));
  return { path, sizeBytes, form: { packing, lineEnd }, dataStart, end, isWhole, names, types };
}

function learnLine(line: string, names: string[], types: Map<string, DataType>): "object" | "other" {
  let value = objectOf(line, JSON.parse);
  if (value === undefined) return "other";
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
  return "object";
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

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** A file of which no line is an object, and what it seems to be. */
function foreignLines(text: string): ForeignFile | undefined {
  // Commas between the objects are what is wrong, not that it is no JSON.
  const isCsv = !/^\ufeff?\s*[{[]/.test(text.slice(0, 1000));
  return zerosInFirstLine(text) ?? markup(text) ?? (isCsv ? csvLines(text) : undefined);
}

function refuse(path: string, found: ForeignFile | undefined): void {
  if (found === undefined) return;
  throw new SyntaxError(
    `Cannot read ${JSON.stringify(path)} as JSON lines as each line must be a JSON object: ` +
      `got ${found.kind}; ${found.remedy}`,
  );
}
