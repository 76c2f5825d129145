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

/** Refuses a number of rounds that is not a whole number from 0. */
export function demandRounds(iterations: number | undefined, doing: string, remedy: string): void {
  if (iterations === undefined) return;
  const holds = Number.isInteger(iterations) && iterations >= 0;
  demand(holds, { doing, as: "its iterations must be a whole number from 0", got: iterations, remedy });
}

/** Refuses a tolerance that is not above 0. */
export function demandTolerance(tolerance: number, doing: string, remedy: string): void {
  demand(tolerance > 0, { doing, as: "its tolerance must be above 0", got: tolerance, remedy });
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(", ") || "none";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
