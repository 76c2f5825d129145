/** A column of what is evaluated, by the name that errors have for it. */
export interface NamedColumn {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
}

/** Refuses columns that are empty or of different lengths; gives how many rows there are. */
export function sameLength(what: string, columns: readonly NamedColumn[]): number {
  const [first] = columns;
  for (const { name, values } of columns) {
    if (typeof values !== "object" || values === null || typeof values.length !== "number") {
      throw new TypeError(
        `Cannot evaluate ${what} as ${name} must be an array: got ${String(values)}; give one value for each row`,
      );
    }
  }
  const rows = first!.values.length;
  if (rows === 0)
    throw new RangeError(`Cannot evaluate ${what} as there must be rows: got none; look at the filters before`);
  const other = columns.find(({ values }) => values.length !== rows);
  if (other === undefined) return rows;
  throw new RangeError(
    `Cannot evaluate ${what} as there must be a value of each for every row: got ${rows} ${first!.name} and ${other.values.length} ${other.name}; leave out rows that lack one`,
  );
}

/** Numbers as doubles: the same array where it is one. Refuses what is none, and NaN and infinities. */
export function finiteNumbers(what: string, { name, values }: NamedColumn): Float64Array {
  const numbers = values instanceof Float64Array ? values : Float64Array.from(values as ArrayLike<number>, Number);
  for (let row = 0; row < numbers.length; row++) {
    if (!Number.isFinite(numbers[row]!)) throw wrong(what, name, "finite numbers", values[row], row);
  }
  return numbers;
}

/** Weights of rows, all 1 where there are none. Refuses negative ones, and all that are 0. */
export function rowWeights(
  what: string,
  weights: ArrayLike<number> | undefined,
  rows: number,
): Float64Array | undefined {
  if (weights === undefined) return undefined;
  const own = finiteNumbers(what, { name: "weights", values: weights });
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (own[row]! < 0) throw wrong(what, "weights", "numbers ≥ 0", own[row], row);
    total += own[row]!;
  }
  if (total > 0) return own;
  throw new RangeError(`Cannot evaluate ${what} as some row must count: got weights that are all 0; leave weights out`);
}

export function wrong(what: string, name: string, must: string, got: unknown, row: number): Error {
  const shown = typeof got === "string" ? JSON.stringify(got).slice(0, 80) : String(got).slice(0, 80);
  return new (typeof got === "number" ? RangeError : TypeError)(
    `Cannot evaluate ${what} as its ${name} must be ${must}: got ${shown} in row ${row}; leave such rows out, or mend what made them`,
  );
}
