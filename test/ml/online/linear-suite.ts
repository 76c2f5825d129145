import { expect, test } from "vitest";
import { recorded, streamOf } from "./facts.ts";
import { type AnyOnline, inMemory, onlineSuite } from "./online-suite.ts";

/** What must hold of a linear learner: that it is river's, and all that holds of every online learner. */
export function linearSuite(name: string, make: (options: object) => AnyOnline, classes: number): void {
  onlineSuite(name, { make, rows: streamOf(200, classes), continues: "exactly" });

  test.each(recorded[name]!)("coefficients and answers are those of river: $options", ({ options, ...fact }) => {
    const rows = inMemory(streamOf(500, classes));
    const { learner } = make(options);
    const task = learner.open(4, {});
    const before: number[] = [];
    for (let row = 0; row < 500; row++) {
      const out = new Float64Array(3);
      task.answer(rows, row, out, 0);
      before.push(classes === 0 ? out[0]! : out[2]!);
      task.learn(rows, row, row + 1);
    }
    const { coefficients, intercept } = task.learned();
    fact.coefficients.forEach((one, i) => expect(coefficients[i]).toBeCloseTo(one, 10));
    expect(intercept).toBeCloseTo(fact.intercept, 10);
    fact.before.forEach((one, i) => expect(before.slice(-5)[i]).toBeCloseTo(one, 10));
  });
}
