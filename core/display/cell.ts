import { visible } from "./escape.ts";

/** The text of a value in a table cell. `type` is the column's type as its header shows it. */
export function cellText(value: unknown, type: string): string {
  if (value === null || value === undefined) return "null";
  if (type === "timestamp" || type === "date" || value instanceof Date) return timeText(value, type);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return visible(value.length > 1000 ? value.slice(0, 1000) : value);
  if (value instanceof Uint8Array) return bytesText(value);
  if (typeof value === "object") return visible(jsonText(value));
  return visible(String(value));
}

/** Whether a column's values stand at the right edge, digit below digit. */
export function isNumeric(type: string): boolean {
  return /^(int32|int64|float64|bigint|decimal)/.test(type);
}

/** Six significant digits, thousands as they are: what tells numbers of a column apart at a glance. */
export function numberText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-5) return value.toExponential(3);
  if (size >= 1e5) return value.toFixed(1);
  return String(Number(value.toPrecision(6)));
}

/** ISO 8601 without what is zero: `2001-01-01`, `2001-01-01 06:30`, `2001-01-01 06:30:15.250`. */
export function timeText(value: unknown, type: string): string {
  const ms = value instanceof Date ? value.getTime() : Number(value);
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return visible(String(value));
  const text = new Date(ms).toISOString();
  const day = text.slice(0, -14);
  if (type === "date") return day;
  const time = text.slice(-13, -1);
  return `${day} ${time.endsWith(":00.000") ? time.slice(0, 5) : time.endsWith(".000") ? time.slice(0, 8) : time}`;
}

function bytesText(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `${shown}${bytes.length > 8 ? " …" : ""} (${bytes.length} bytes)`;
}

function jsonText(value: object): string {
  try {
    const text = JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? `${each}n` : each));
    return (text ?? String(value)).slice(0, 1000);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
