import { expect, test } from "vitest";
import { uniform } from "../learner/random-rows.ts";
import { sameInBoth } from "../matrix/twins.ts";

// Bins and derivatives: kernels in WebAssembly and JavaScript give the same, and what is written down.

test("numbers of all sizes are sorted, −0 before 0", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = uniform(seed);
    const numbers = Array.from({ length: seed * 7 - 7 }, () => {
      const size = Math.floor(4 * Math.abs(random()));
      return [Math.floor(3 * random()), random() * 2 ** 1000, random() * 2 ** -1060, random()][size]!;
    });
    const given = [...numbers, Infinity, -Infinity, 0, -0, Number.MAX_VALUE, Number.MIN_VALUE];
    const { values } = sameInBoth((memory) => {
      const [values, spare] = [memory.float64(given.length + 1), memory.float64(given.length + 1024)];
      values.set([...given, -9]);
      memory.run("sortNumbers", values, given.length, spare);
      return { values };
    });
    const order = given.sort((a, b) =>
      a === 0 && b === 0 ? Number(Object.is(b, -0)) - Number(Object.is(a, -0)) : a < b ? -1 : a > b ? 1 : 0,
    );
    expect(Array.from(values)).toEqual([...order, -9]);
  }
});

test("numbers that are all alike, one, and none are sorted", () => {
  for (const given of [[2, 2, 2], [7], []]) {
    const { values } = sameInBoth((memory) => {
      const [values, spare] = [memory.float64(given.length), memory.float64(given.length + 1024)];
      values.set(given);
      memory.run("sortNumbers", values, given.length, spare);
      return { values };
    });
    expect(Array.from(values)).toEqual(given);
  }
});

test("a value comes into the bin behind all edges below it, and one that is missing into the last", () => {
  for (const count of [0, 1, 2, 7, 127, 128, 254]) {
    const own = Array.from({ length: count }, (_, at) => 2 * at - count);
    const asked = [-Infinity, Infinity, Number.NaN, ...own, ...own.map((edge) => edge + 0.5), -1e9, 1e9];
    const { bins } = sameInBoth((memory) => {
      const [features, edges] = [memory.float64(3 * asked.length).fill(5), memory.float64(255).fill(Infinity)];
      asked.forEach((value, row) => {
        features[3 * row + 1] = value;
      });
      edges.set(own);
      const bins = memory.uint8(4 * asked.length + 4).fill(9);
      memory.run("binValues", features, 1, 3, asked.length, edges, bins, 6);
      return { bins };
    });
    asked.forEach((value, row) => {
      expect(bins[6 + 4 * row]).toBe(Number.isNaN(value) ? 255 : own.filter((edge) => edge < value).length);
    });
    expect(bins[7]).toBe(9);
  }
});

test("derivatives of the logistic loss are right to the last digits, and the same everywhere", () => {
  for (const rows of [1, 2, 3, 8000]) {
    const random = uniform(rows);
    const scores = Array.from({ length: rows }, (_, row) =>
      row < 6 ? [0, -0, 710, -710, 36, -745][row]! : 40 * random() ** 3,
    );
    const { gradients, hessians } = sameInBoth((memory) => {
      const [z, y, w, g, h] = [0, 0, 0, 0, 0].map(() => memory.float64(rows));
      z!.set(scores);
      for (let row = 0; row < rows; row++) [y![row], w![row]] = [row % 2, 1 + (row % 3)];
      memory.run("logisticDerivatives", z!, y!, w!, rows, g!, h!);
      return { gradients: g!, hessians: h! };
    });
    scores.forEach((score, row) => {
      const weight = 1 + (row % 3);
      const small = Math.exp(-Math.abs(score));
      const share = score < 0 ? small / (1 + small) : 1 / (1 + small);
      expect(Math.abs(gradients[row]! - weight * (share - (row % 2)))).toBeLessThan(1e-15 * weight);
      const hessian = (weight * small) / (1 + small) ** 2;
      expect(Math.abs(hessians[row]! - hessian)).toBeLessThanOrEqual(1e-15 * hessian + 1e-307);
    });
  }
});
