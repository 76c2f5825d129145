import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeValue, encodeValue } from "../../../core/data/codec.ts";
import type { DriftDetector, DriftSignal } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";

export interface DriftFact {
  readonly detector: string;
  readonly options: Readonly<Record<string, never>>;
  readonly seed: number;
  /** How many, and the sum of their places. */
  readonly warnings: readonly number[];
  readonly drifts: readonly number[];
}

export interface KsTest {
  readonly one: readonly number[];
  readonly other: readonly number[];
  readonly distance: number;
  readonly p: number;
}

/** What facts.py recorded of river and scipy. */
export const recorded: { readonly facts: readonly DriftFact[]; readonly tests: readonly KsTest[] } = JSON.parse(
  readFileSync(new URL("facts.json", import.meta.url), "utf8"),
);

/** The mean moves by 0.5 after 1500 values, and by −1.5 after 3000: `numbers` of facts.py. */
export function numbers(seed: number): number[] {
  const random = uniform(seed);
  return Array.from({ length: 5000 }, (_, at) => random() + (at >= 3000 ? -1 : at >= 1500 ? 0.5 : 0));
}

/** Rates of 0.2, 0.35, 0.1 and 0.6: `errors` of facts.py. */
export function errors(seed: number): number[] {
  const random = uniform(seed);
  const rateAt = (at: number): number => (at < 1200 ? 0.2 : at < 2500 ? 0.35 : at < 4000 ? 0.1 : 0.6);
  return Array.from({ length: 5000 }, (_, at) => Number((random() + 1) / 2 < rateAt(at)));
}

export function placesOf(signals: readonly DriftSignal[], signal: DriftSignal): number[] {
  return signals.flatMap((one, at) => (one === signal ? [at] : []));
}

/** What must hold for every detector. */
export function detectorSuite(
  name: string,
  make: (options: Readonly<Record<string, never>>) => DriftDetector,
  stream: (seed: number) => number[],
  fact: string = name,
): void {
  const facts = recorded.facts.filter(({ detector }) => detector === fact);
  describe(`${fact} as every detector`, () => {
    test.each(facts)("tells drift where river does: $options, seed $seed", ({ options, seed, drifts, warnings }) => {
      const task = make(options).open();
      const signals = stream(seed).map((value) => task.add(value));
      expect(placesOf(signals, "drift")).toEqual(drifts);
      const warned = placesOf(signals, "warning");
      expect([warned.length, warned.reduce((sum, at) => sum + at, 0)]).toEqual(warnings);
    });

    test("goes on after a restore as if nothing had happened", () => {
      const detector = make({});
      const [whole, values] = [detector.open(), stream(6)];
      let broken = detector.open();
      for (const [at, value] of values.entries()) {
        if (at % 37 === 0) broken = detector.open(decodeValue(encodeValue(broken.save())));
        expect(broken.add(value)).toBe(whole.add(value));
      }
      expect(detector.name).toBe(name);
    });
  });
}
