import { type Random, randomOf } from "../learner/random.ts";

/** Numbers between two bounds: evenly, or their logarithms; whole ones with both bounds. */
export interface NumbersBetween {
  readonly from: number;
  readonly to: number;
  readonly scale?: "linear" | "logarithmic";
  readonly whole?: boolean;
}

/** One of each list, a number of each pair of bounds. */
export type Drawn<Values> = {
  readonly [Name in keyof Values]: Values[Name] extends readonly (infer Value)[] ? Value : number;
};

/**
 * All combinations of options: those of the last list change first.
 *
 * @example
 * ```ts
 * import { grid } from "millrace/ml";
 * console.log(grid({ c: [1, 10], intercept: [true, false] }).length); // 4
 * ```
 */
export function grid<Options extends object>(
  lists: {
    readonly [Name in keyof Options]: readonly Options[Name][];
  },
): Options[] {
  let all: Partial<Options>[] = [{}];
  for (const [name, list] of Object.entries(lists) as [string, readonly unknown[]][]) {
    if (!Array.isArray(list) || list.length === 0)
      throw wrongValues("grid", name, "a list of values, at least one", list);
    all = all.flatMap((one) => list.map((value) => ({ ...one, [name]: value })));
  }
  return all as Options[];
}

/**
 * Combinations of options that are drawn: of a list each value with the same chance, of bounds any number between.
 *
 * @param count How many, from 1.
 * @param seed The same seed draws the same. Default 0.
 * @example
 * ```ts
 * import { randomCandidates } from "millrace/ml";
 * const some = randomCandidates({ c: { from: 1e-3, to: 1e3, scale: "logarithmic" }, intercept: [true, false] }, 10);
 * console.log(some.length, some.every(({ c }) => c >= 1e-3 && c < 1e3)); // 10 true
 * ```
 * @see Bergstra, Bengio, “Random Search for Hyper-Parameter Optimization”, JMLR 13, 2012.
 */
export function randomCandidates<const Values extends Readonly<Record<string, readonly unknown[] | NumbersBetween>>>(
  values: Values,
  count: number,
  seed: number = 0,
): Drawn<Values>[] {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot draw candidates as count must be a whole number ≥ 1: got ${count}; give for instance 20`,
    );
  }
  const random = randomOf(seed);
  const draws = Object.entries(values).map(([name, of]) => [name, drawing(name, of, random)] as const);
  return Array.from(
    { length: count },
    () => Object.fromEntries(draws.map(([name, draw]) => [name, draw()])) as Drawn<Values>,
  );
}

function drawing(name: string, values: unknown, random: Random): () => unknown {
  if (Array.isArray(values) && values.length > 0) return () => values[random.below(values.length)];
  const { from, to, scale = "linear", whole = false } = (values ?? {}) as NumbersBetween;
  const isRange = Number.isFinite(from) && Number.isFinite(to) && from < to && (scale === "linear" || from > 0);
  if (!isRange || (whole && !(Number.isSafeInteger(from) && Number.isSafeInteger(to)))) {
    throw wrongValues(
      "randomCandidates",
      name,
      "a list of values, or { from, to } with from < to, above 0 of a logarithmic scale",
      values,
    );
  }
  // Whole numbers are rounded down, so that the last one has as much room as the others.
  const end = whole ? to + 1 : to;
  const drawn = (): number =>
    scale === "linear"
      ? from + random.next() * (end - from)
      : Math.exp(Math.log(from) + random.next() * Math.log(end / from));
  return () => (whole ? Math.min(to, Math.floor(drawn())) : drawn());
}

function wrongValues(what: string, name: string, wanted: string, got: unknown): TypeError {
  return new TypeError(
    `Cannot make candidates by ${what} as ${JSON.stringify(name)} must be ${wanted}: got ${(JSON.stringify(got) ?? String(got)).slice(0, 80)}; give for instance [1, 2]`,
  );
}
