import { shown } from "../data/options.ts";

/** How much two rows differ, by a user's function that is known to give numbers. */
export function checkedDelta<Row>(
  what: string,
  threshold: number,
  delta: (one: Row, other: Row) => number,
): (one: Row, other: Row) => number {
  const name = what.replace(/ (\w)/, (_, letter: string) => letter.toUpperCase());
  const example = `use for instance ${name}(5, (one, other) => other.metres - one.metres)`;
  if (!(typeof threshold === "number" && threshold >= 0)) {
    throw new RangeError(
      `Cannot build a ${what} as its threshold must be a number from 0 on: got ${shown(threshold)}; ${example}`,
    );
  }
  if (typeof delta !== "function") {
    throw new TypeError(`Cannot build a ${what} as it takes a function of two rows: got ${shown(delta)}; ${example}`);
  }
  return (one, other) => {
    const difference = delta(one, other);
    if (typeof difference === "number" && !Number.isNaN(difference)) return difference;
    throw new TypeError(
      `Cannot compare rows in a ${what} as its function must give a number: got ${shown(difference)}; ${example}`,
    );
  };
}
