import { durationText, greatestCommonDivisor } from "./duration.ts";
import { wallClock } from "./wall-clock.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Windows that are to follow the clock of a zone. */
interface ZonedWindows {
  readonly zone: string;
  /** How far apart windows begin, or grow. */
  readonly stepMs: number;
  readonly sizeMs: number;
  /** For errors: `tumbling windows`. */
  readonly what: string;
}

/** Whether windows can follow the clock of a zone: an error where not, with the reason. */
export function checkZone({ zone, stepMs, sizeMs, what }: ZonedWindows): void {
  wallClock(zone);
  if (sizeMs !== stepMs && stepMs % dayMs !== 0) {
    throw new RangeError(
      `Cannot let ${what} follow the clock of ${zone} as they must begin whole days apart, for where the clock is set forward ` +
        `several would end at once: got ${durationText(stepMs)}; use every: "1d", cumulate, or no zone`,
    );
  }
  const partMs = greatestCommonDivisor(sizeMs, stepMs);
  if (partMs % dayMs === 0 || (partMs % hourMs === 0 && dayMs % partMs === 0)) return;
  throw new RangeError(
    `Cannot let ${what} follow the clock of ${zone} as they must be whole days, or whole hours that divide a day: ` +
      `got ${durationText(partMs)}; ${remedyFor(partMs)}`,
  );
}

function remedyFor(partMs: number): string {
  if (partMs < hourMs) {
    return "leave the zone out, as clocks of all zones are whole quarters of an hour apart, or use an offset";
  }
  return 'use for instance "1d", "7d" or "6h"';
}
