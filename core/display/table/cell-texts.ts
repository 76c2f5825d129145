import { visible } from "../escape.ts";
import { grouped, numberText, numberTexts } from "../number-text.ts";
import { isTime, timeTexts } from "../time-text.ts";
import { plainPart } from "./plain-part.ts";

/** Characters of a long value that are looked at. */
const longestCell = 1000;

/** The texts of a column's cells, formatted alike. `type` is the column's type as its header shows it. */
export function cellTexts(values: readonly unknown[], type: string): string[] {
  if (type === "timestamp" || type === "date") return timeCells(values);
  const scale = decimalScale(type);
  if (scale !== undefined) return values.map((value) => (isMissing(value) ? "null" : decimalText(value, scale)));
  return formatted(values, isNumber, numberTexts);
}

/** Whether a column's values stand at the right edge, digit below digit. */
export function isNumeric(type: string): boolean {
  return /^(int32|int64|float64|bigint|decimal)/.test(type);
}

/** What a cell shows as absent. */
export function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

/** The values that `format` is for formatted together, every other one by itself. */
function formatted<Value>(
  values: readonly unknown[],
  isOne: (value: unknown) => value is Value,
  format: (values: readonly Value[]) => string[],
): string[] {
  const texts = format(values.filter(isOne));
  let next = 0;
  return values.map((value) => (isOne(value) ? texts[next++]! : valueText(value)));
}

function timeCells(values: readonly unknown[]): string[] {
  const times = values.map((value) => (value instanceof Date ? value.getTime() : value));
  return formatted(times, (value): value is number => isNumber(value) && isTime(value), timeTexts);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** `"decimal(18,2)"` → 2. */
function decimalScale(type: string): number | undefined {
  const scale = /^decimal\(\d+, ?(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? undefined : Number(scale);
}

function decimalText(value: unknown, scale: number): string {
  if (typeof value === "number" && Number.isFinite(value)) return grouped(value.toFixed(Math.min(scale, 20)));
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? grouped(value) : valueText(value);
}

function valueText(value: unknown): string {
  if (isMissing(value)) return "null";
  if (typeof value === "number") return numberText(value);
  if (typeof value === "bigint") return grouped(String(value));
  if (typeof value === "string") return visible(value.slice(0, longestCell));
  if (value instanceof Date) return timeTexts([value.getTime()])[0]!;
  if (value instanceof Uint8Array) return bytesText(value);
  return visible((typeof value === "object" ? jsonText(value as object) : String(value)).slice(0, longestCell));
}

function bytesText(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `${shown}${bytes.length > 8 ? " …" : ""} (${bytes.length} ${bytes.length === 1 ? "byte" : "bytes"})`;
}

function jsonText(value: object): string {
  try {
    return JSON.stringify(value, plainPart) ?? "{}";
  } catch {
    // A cycle, or a toJSON that throws.
    return Object.prototype.toString.call(value);
  }
}
