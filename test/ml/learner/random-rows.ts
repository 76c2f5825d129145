import type { LabelledRow } from "./learner-suite.ts";

/** Rows of three features, the third collinear with noise of its own, whose label follows the first two. */
export function randomRows(count: number, label: (signal: number) => number): LabelledRow[] {
  const random = uniform(7);
  return Array.from({ length: count }, () => {
    const [a, b, noise] = [random(), random(), random()];
    return { features: [a, 5 + 2 * b, a + b + noise / 4], label: label(a - 2 * b + noise / 2), weight: 1 };
  });
}

/** Numbers in [−1, 1), the same for the same seed. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/** Rows of four counts of two classes that differ in the first two. */
export function countRows(count: number): LabelledRow[] {
  const random = uniform(11);
  return Array.from({ length: count }, (_, at) => {
    const label = at % 2;
    const features = [label * 3, (1 - label) * 4, 2, 1].map((most) => Math.floor((random() + 1) * (most + 1)));
    return { features, label, weight: 1 };
  });
}
