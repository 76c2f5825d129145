import { distinctKey } from "../aggregates/distinct-key.ts";

/** What folding needs of an aggregate, whatever its values and partial results are. */
interface Folding {
  readonly name: string;
  readonly zero: () => unknown;
  readonly add: (partial: never, value: never, row: () => unknown) => unknown;
  readonly merge: (left: never, right: never) => unknown;
  readonly retract?: (partial: never, value: never, row: () => unknown) => unknown;
  readonly result: (partial: never) => unknown;
  readonly check?: (value: never) => void;
  readonly checkedBy?: "type";
}

/** The values of a group in the order in which they came, each with what it is found by. */
interface KeptValues {
  readonly keys: unknown[];
  readonly values: unknown[];
  /** The rows, where the aggregate asks for them. */
  readonly rows: unknown[];
}

/**
 * An aggregate over a changelog that cannot take a value out of its partial result: all values are kept, and folded anew
 * when the result is asked for. What is taken back is the last that is equal. Costs a pass over a group at each change.
 */
export function keptValues(aggregate: Folding): Folding {
  const needsRow = aggregate.add.length > 2;
  const add = aggregate.add as (partial: unknown, value: unknown, row: () => unknown) => unknown;
  const result = aggregate.result as (partial: unknown) => unknown;
  const { check, checkedBy } = aggregate;
  return {
    name: `${aggregate.name} of kept values`,
    ...(check === undefined ? {} : { check }),
    ...(checkedBy === undefined ? {} : { checkedBy }),
    zero: (): KeptValues => ({ keys: [], values: [], rows: [] }),
    add: (partial: KeptValues, value: unknown, row: () => unknown) => {
      const made = needsRow ? row() : null;
      partial.keys.push(distinctKey(needsRow ? [value ?? null, made] : (value ?? null)));
      partial.values.push(value);
      if (needsRow) partial.rows.push(made);
      return partial;
    },
    retract: (partial: KeptValues, value: unknown, row: () => unknown) => {
      const key = distinctKey(needsRow ? [value ?? null, row()] : (value ?? null));
      const at = partial.keys.findLastIndex((each) => each === key || (Number.isNaN(each) && Number.isNaN(key)));
      if (at < 0) return partial;
      partial.keys.splice(at, 1);
      partial.values.splice(at, 1);
      if (needsRow) partial.rows.splice(at, 1);
      return partial;
    },
    merge: (left: KeptValues, right: KeptValues) => {
      // One by one: a call takes no more than some 100,000 arguments.
      for (const key of right.keys) left.keys.push(key);
      for (const value of right.values) left.values.push(value);
      for (const row of right.rows) left.rows.push(row);
      return left;
    },
    result: (partial: KeptValues) =>
      result(
        partial.values.reduce((folded, value, at) => add(folded, value, () => partial.rows[at]), aggregate.zero()),
      ),
  };
}
