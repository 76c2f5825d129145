/**
 * One step of skip-gram with negative sampling: the vector of a word is to tell a target from `negatives` other words. It goes along the
 * gradient of `ln σ(u·v[0]) + Σ ln σ(−u·v[k])`, where v are the outputs of the targets, the true one first.
 *
 * @see Mikolov, Sutskever, Chen, Corrado, Dean, “Distributed Representations of Words and Phrases and their Compositionality”, NIPS 2013, equation 4.
 */
export function skipGram(
  vectors: Float64Array, // [words × size]
  outputs: Float64Array, // [words × size]
  size: number,
  word: number,
  targets: Int32Array, // the true one, and those that were drawn
  count: number, // of them
  rate: number,
  step: Float64Array, // [size], overwritten
): void {
  const from = word * size;
  step.fill(0);
  for (let k = 0; k < count; k++) {
    const to = targets[k]! * size;
    let dot = 0;
    for (let i = 0; i < size; i++) dot += vectors[from + i]! * outputs[to + i]!;
    const pull = rate * ((k === 0 ? 1 : 0) - 1 / (1 + Math.exp(-dot)));
    for (let i = 0; i < size; i++) {
      step[i]! += pull * outputs[to + i]!;
      outputs[to + i]! += pull * vectors[from + i]!;
    }
  }
  for (let i = 0; i < size; i++) vectors[from + i]! += step[i]!;
}
