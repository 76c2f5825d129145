import { type Batch, lengthOf } from "../data/batch.ts";
import { cannotEncode } from "../data/codec.ts";
import type { Keyed, KeySpec } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";

export interface KeyedBatch {
  readonly batch: Batch;
  readonly keyed: Keyed;
}

/** The keys of a batch; rows whose keys cannot be told apart (class instances, objects that hold themselves) are failed records. */
export function keysOrFailures(
  context: OperatorContext,
  key: KeySpec,
  batch: Batch,
  numbersOf: (batch: Batch) => Keyed,
): KeyedBatch {
  try {
    return { batch, keyed: numbersOf(batch) };
  } catch (error) {
    if (!isUnfit(error)) throw error;
    return withoutUnfit(context, key, batch, numbersOf);
  }
}

function withoutUnfit(
  context: OperatorContext,
  key: KeySpec,
  batch: Batch,
  numbersOf: (batch: Batch) => Keyed,
): KeyedBatch {
  const fit: number[] = [];
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    try {
      numbersOf({ ...batch, selection: Int32Array.of(row) });
      fit.push(row);
    } catch (error) {
      if (!isUnfit(error)) throw error;
      context.fail({ doing: "take the key", error: unfitKey(context, key, error), explained: true, batch, row });
    }
  }
  const rest = { ...batch, selection: Int32Array.from(fit) };
  return { batch: rest, keyed: numbersOf(rest) };
}

function isUnfit(error: unknown): error is TypeError {
  return error instanceof TypeError && error.message.startsWith(cannotEncode);
}

function unfitKey({ step }: OperatorContext, key: KeySpec, error: TypeError): TypeError {
  const names =
    key !== undefined && "columns" in key ? ` ${key.columns.map((name) => JSON.stringify(name)).join(", ")}` : "";
  return new TypeError(`Cannot take the key${names} of a row in ${step}${error.message.slice(cannotEncode.length)}`, {
    cause: error,
  });
}
