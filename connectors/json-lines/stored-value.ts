import { jsonForm } from "../files/mod.ts";
import type { JsonColumn } from "./column.ts";

/**
 * What a column keeps of a value of JSON: a number for all of layout float64, int32 and uint8, else the value itself.
 * Undefined where its batch must widen, or its line is a bad record.
 */
export function storedValue({ type, planned, declared }: JsonColumn, value: unknown): unknown {
  if (type === planned) return jsonForm(type, value, declared);
  const own = planned.kind === "boolean" ? value : (jsonForm(planned, value, false) ?? value);
  if (type.kind === "any") return own;
  // Integers that came from the text of a bigint stay that, also where a double would hold them.
  return type.kind === "float64" && typeof own !== "number" ? undefined : jsonForm(type, own, false);
}
