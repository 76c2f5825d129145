/**
 * One round: each vertex takes the label with the greatest sum of `score · weight` that it hears, the least of several, and the
 * greatest of those as its score, less `loss` where the label is new to it. Gives whether any changed.
 */
export function hearLabels(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries]
  loss: number,
  labels: Uint32Array, // [vertices]
  scores: Float64Array, // [vertices]
  sums: Float64Array, // [labels], zeros before and after
  highest: Float64Array, // [labels]
  nextLabels: Uint32Array, // [vertices], overwritten
  nextScores: Float64Array, // [vertices], overwritten
  from: number, // vertices [from, to) of the round
  to: number,
): boolean {
  let changed = false;
  for (let vertex = from; vertex < to; vertex++) {
    const start = starts[vertex]!;
    const end = starts[vertex + 1]!;
    const own = labels[vertex]!;
    for (let e = start; e < end; e++) highest[labels[neighbours[e]!]!] = Number.NEGATIVE_INFINITY;
    for (let e = start; e < end; e++) {
      const label = labels[neighbours[e]!]!;
      const score = scores[neighbours[e]!]! * weights[e]!;
      sums[label]! += score;
      if (score > highest[label]!) highest[label] = score;
    }
    let best = own;
    let most = Number.NEGATIVE_INFINITY;
    for (let e = start; e < end; e++) {
      const label = labels[neighbours[e]!]!;
      if (sums[label]! < most || (sums[label] === most && label >= best)) continue;
      most = sums[label]!;
      best = label;
    }
    nextLabels[vertex] = best;
    nextScores[vertex] = start === end ? scores[vertex]! : highest[best]! - (best === own ? 0 : loss);
    if (best !== own || nextScores[vertex] !== scores[vertex]) changed = true;
    for (let e = start; e < end; e++) sums[labels[neighbours[e]!]!] = 0;
  }
  return changed;
}
