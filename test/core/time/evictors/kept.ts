import type { Evictor } from "../../../../core/time/evictor.ts";

/** What an evictor leaves of numbers that are their own event times. */
export function kept(evictor: Evictor<number>, rows: readonly number[]): number[] {
  return evictor.keep(rows.map((row) => ({ row, timeMs: row }))).map(({ row }) => row);
}
