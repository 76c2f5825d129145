import type { Answer } from "./online-learner.ts";

/**
 * What shares of classes answer: the class with the largest, the first of several, and a probability for each, as much as its part of
 * all. Where all are 0 each is as likely.
 *
 * @param sharesOf Puts numbers that are not negative into `out` from `at` on, one for each class.
 */
export function classAnswer(classes: Float64Array, sharesOf: Answer): Answer {
  const count = classes.length;
  return (rows, row, out, at) => {
    sharesOf(rows, row, out, at + 1);
    let [sum, best] = [0, 0];
    for (let k = 0; k < count; k++) {
      sum += out[at + 1 + k]!;
      if (out[at + 1 + k]! > out[at + 1 + best]!) best = k;
    }
    out[at] = classes[best]!;
    for (let k = 0; k < count; k++) out[at + 1 + k] = sum > 0 ? out[at + 1 + k]! / sum : 1 / count;
  };
}

/** The numbers of the classes of labels from `from` up to `to`, in an array that is written over. */
export function targetsOf(classes: Float64Array): (labels: Float64Array, from: number, to: number) => Uint32Array {
  let targets = new Uint32Array(0);
  return (labels, from, to) => {
    if (targets.length < labels.length) targets = new Uint32Array(labels.length);
    for (let row = from; row < to; row++) targets[row] = classes.indexOf(labels[row]!);
    return targets;
  };
}
