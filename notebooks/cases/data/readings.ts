import type { Reading } from "../iot/job.ts";
import { seeded } from "./random.ts";

const second = 1000;
const minute = 60 * second;
const shift = 240 * minute;
/** When the shift begins that the readings are of. */
export const shiftMs: number = Date.UTC(2026, 2, 2, 6);

/** What is wrong with machines, in minutes of the shift: what the job has to tell, and nothing else. */
export const troubles = {
  /** Bearings that run hot for a while. */
  hot: [
    { machine: "press 3", from: 95, until: 140 },
    { machine: "mill 7", from: 200, until: 230 },
  ],
  /** A single reading far too high, as bad contacts give: no alert. */
  spikes: [
    { machine: "press 1", at: 50 },
    { machine: "mill 2", at: 120 },
  ],
  /** Sensors that say nothing for a while. */
  silent: [
    { machine: "mill 4", from: 60, until: 75 },
    { machine: "press 5", from: 180, until: 231 },
  ],
} as const;

/** Four hours of 16 machines, a reading every 10 s: some of them out of order, as networks have it. */
export function readings(seed = 2): Reading[] {
  const { next } = seeded(seed);
  const made: { readonly sent: number; readonly reading: Reading }[] = [];
  const machines = ["press", "mill"].flatMap((kind) => Array.from({ length: 8 }, (_, nth) => `${kind} ${nth + 1}`));
  for (const [nth, machine] of machines.entries()) {
    for (let time = 0; time < shift; time += 10 * second) {
      const now = time / minute;
      if (troubles.silent.some((one) => one.machine === machine && now > one.from && now < one.until)) continue;
      // It works for 40 minutes, then rests for 20.
      const works = (now + 7 * nth) % 60 < 40;
      const hot = troubles.hot.find((one) => one.machine === machine && now >= one.from && now < one.until);
      const spike = troubles.spikes.some((one) => one.machine === machine && one.at === now);
      const celsius = 55 + nth + 4 * Math.sin(now / 20 + nth) + 2 * next() + (hot === undefined ? 0 : 35);
      const at = shiftMs + time + Math.floor(next() * second);
      const reading = {
        machine,
        at,
        celsius: spike ? 400 : round(celsius),
        watts: works ? round(800 + 50 * next()) : 5,
      };
      const off = time === shift - 10 * second;
      made.push({ sent: at + 4 * second * next() * next(), reading: { ...reading, off } });
    }
  }
  return made.sort((a, b) => a.sent - b.sent).map(({ reading }) => reading);
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
