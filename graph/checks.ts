import { Dataset } from "../core/mod.ts";

/** What an option must be, and what it is. */
interface Demand {
  /** `rank pages in pageRank`. */
  readonly doing: string;
  /** `its damping must be in [0, 1)`. */
  readonly as: string;
  readonly got: unknown;
  /** `leave it out for 0.85`. */
  readonly remedy: string;
}

/** Refuses an option that is not as it must be. */
export function demand(holds: boolean, { doing, as, got, remedy }: Demand): void {
  if (!holds) throw new RangeError(`Cannot ${doing} as ${as}: got ${shown(got)}; ${remedy}`);
}

/** Refuses to do without an option that there is no default of. */
export function demandGiven(options: object | undefined, names: readonly string[], where: string): void {
  const given = (options ?? {}) as Readonly<Record<string, unknown>>;
  const missing = names.find((name) => given[name] === undefined || given[name] === null);
  if (missing === undefined) return;
  const all = names.map((name) => `${name}: …`).join(", ");
  throw new TypeError(`Cannot apply ${where} as it must be told ${missing}: got none; write ${where}({ ${all} })`);
}

/** Refuses an option that must be a list, of whatever, and is none. */
export function demandList(list: unknown, option: string, where: string, item = "id"): void {
  if (list === undefined || Array.isArray(list)) return;
  const got = typeof list === "object" && list !== null ? "an object" : shown(list);
  throw new TypeError(
    `Cannot apply ${where} as its ${option} must be an array: got ${got}; write ${where}({ ${option}: [${item}, …] })`,
  );
}

/** Refuses names of columns that are none. */
export function demandNames(names: unknown, option: string, doing: string): void {
  const holds = names === undefined || (Array.isArray(names) && names.every((name) => typeof name === "string"));
  const remedy = `write for instance ${option}: ["km"]`;
  demand(holds, { doing, as: `its ${option} must be a list of names`, got: names, remedy });
}

/** Refuses pairs of vertices that are none. */
export function demandPairs(pairs: unknown, where: string): void {
  const example = "[one, other]";
  demandList(pairs, "pairs", where, example);
  const other = ((pairs ?? []) as readonly unknown[]).find((pair) => !Array.isArray(pair) || pair.length !== 2);
  if (other === undefined) return;
  throw new TypeError(
    `Cannot apply ${where} as each of its pairs must be two ids: got ${shown(other)}; write ${where}({ pairs: [${example}, …] })`,
  );
}

/** Rounds at most: more than anybody waits for. */
const mostRounds = 2 ** 31 - 1;

/** Refuses a number of rounds that is not a whole number from 0. */
export function demandRounds(iterations: number | undefined, doing: string, remedy: string): void {
  if (iterations === undefined) return;
  const holds = Number.isInteger(iterations) && iterations >= 0 && iterations <= mostRounds;
  const as = `its iterations must be a whole number from 0 to ${mostRounds}`;
  demand(holds, { doing, as, got: iterations, remedy });
}

/** Refuses a tolerance that is not above 0. */
export function demandTolerance(tolerance: number, doing: string, remedy: string): void {
  demand(tolerance > 0, { doing, as: "its tolerance must be above 0", got: tolerance, remedy });
}

/** Refuses what is no algorithm: most often the function that makes one. */
export function mustBeAlgorithm(given: unknown, method: string, as = "it takes an algorithm"): void {
  const { name, run } = (typeof given === "object" ? (given ?? {}) : {}) as Readonly<Record<string, unknown>>;
  if (typeof name === "string" && typeof run === "function") return;
  const called = typeof given === "function" && given.name !== "" ? given.name : undefined;
  const got = called === undefined ? shown(given) : `the function ${called}`;
  throw new TypeError(
    `Cannot use ${method} as ${as}: got ${got}; call what makes it, for instance ${called ?? "pageRank"}()`,
  );
}

/** A method that has no options: what it is given is refused. */
export function takesNothing<Result>(method: string, call: () => Result): () => Result {
  return (...given: readonly unknown[]) => {
    mustBeNone(given, method);
    return call();
  };
}

/** Refuses what is given to that which has no options. */
export function mustBeNone(given: readonly unknown[], method: string): void {
  const value = given.find((each) => each !== undefined);
  if (value === undefined) return;
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  const got = isRecord ? `an object of ${Object.keys(value).join(", ") || "nothing"}` : shown(value);
  throw new TypeError(`Cannot use ${method} as it has no options: got ${got}; write ${method}()`);
}

/** Refuses to ignore that weights are asked for. */
export function mustHaveWeights({ name, asksForWeights }: Asking, weight: unknown): void {
  if (asksForWeights !== true || weight !== undefined) return;
  throw new TypeError(
    `Cannot use weights in ${name} as the graph must have some: got none; ` +
      'name them where the graph is made, for instance graph({ …, weight: "km" }), or leave out weights: "use"',
  );
}

interface Asking {
  readonly name: string;
  readonly asksForWeights?: boolean;
}

/** A value as messages have it. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(", ") || "none";
  if (typeof value === "object" && value !== null) return `an object of ${Object.keys(value).join(", ") || "nothing"}`;
  if (typeof value === "function") return "a function";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Refuses what is no dataset. */
export function mustBeDataset(given: unknown, doing: string, what: string): void {
  if (given instanceof Dataset) return;
  throw new TypeError(
    `Cannot ${doing} as ${what} must be a dataset: got ${given === null ? "null" : typeof given}; use for instance from(rows)`,
  );
}

/** Refuses what neither names a column nor is a function of a row. */
export function mustBeChoice(choice: unknown, name: string, doing: string): void {
  if (typeof choice === "string" || typeof choice === "function") return;
  throw new TypeError(
    `Cannot ${doing} as its ${name} must be a column or a function of a row: got ${shown(choice)}; use for instance ${name}: "city"`,
  );
}
