import type { KeyShape } from "../data/key-shape.ts";
import { readLambda } from "../expression/read-lambda.ts";
import type { KeySpec } from "../operators/keyed-input.ts";

/** What keys are made of, as far as it is known before a row: by the names of columns, or by the object that a lambda writes. */
function keyShape(key: KeySpec): KeyShape | null {
  if (key === undefined) return null;
  if ("columns" in key && key.made === undefined) {
    return key.columns.length === 1
      ? { of: "value", names: key.names.slice(0, 1) }
      : { of: "object", names: key.columns.toSorted() };
  }
  const { returns } = readLambda("lambda" in key ? key.lambda : key.made!);
  if (returns.kind === "column") return { of: "value", names: key.names };
  if (returns.kind !== "object") return null;
  return { of: "object", names: returns.properties.map(({ name }) => name).sort() };
}

/** What all inputs of a step that are exchanged by key agree on. */
export function commonKeyShape(keys: readonly KeySpec[]): KeyShape | null {
  const [first, ...others] = keys.map(keyShape);
  if (first === undefined || first === null) return null;
  return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : null;
}
