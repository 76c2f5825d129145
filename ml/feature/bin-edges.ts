/** Edges of bins of ascending values; those of a constant, or of no value, are −∞ and ∞. */
export function binEdges(values: Float64Array, bins: number, strategy: "quantile" | "uniform" | "kmeans"): number[] {
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  if (first === last) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (strategy === "quantile") return quantileEdges(values, bins);
  return strategy === "kmeans" && hasMoreThan(values, bins)
    ? clusterEdges(values, bins)
    : uniformEdges(first, last, bins);
}

function uniformEdges(first: number, last: number, bins: number): number[] {
  const width = (last - first) / bins;
  const edges = [first];
  for (let edge = 1; edge <= bins; edge++) edges.push(edges[edge - 1]! + width);
  return edges;
}

function quantileEdges(values: Float64Array, bins: number): number[] {
  const width = values.length / bins;
  const edges = Array.from({ length: bins }, (_, edge) => values[Math.floor(edge * width)]!);
  return [...new Set([...edges, values.at(-1)!])];
}

function hasMoreThan(values: Float64Array, most: number): boolean {
  let different = 1;
  for (let at = 1; at < values.length && different <= most; at++) if (values[at] !== values[at - 1]) different++;
  return different > most;
}

const mostRounds = 300;
const tolerance = 1e-4;

/** Half way between neighbouring means of clusters, which Lloyd's algorithm finds from quantiles on. */
function clusterEdges(values: Float64Array, bins: number): number[] {
  const width = values.length / bins;
  let centres = Float64Array.from({ length: bins }, (_, bin) => values[Math.floor(bin * width)]!);
  let before = Number.MAX_VALUE;
  for (let round = 0; round < mostRounds; round++) {
    const { means, loss } = means1D(values, centres);
    centres = means;
    const change = Math.abs(loss - before);
    before = loss;
    if (change <= tolerance) break;
  }
  centres.sort();
  const inner = Array.from({ length: bins - 1 }, (_, bin) => (centres[bin]! + centres[bin + 1]!) / 2);
  return [...new Set([values[0]!, ...inner, values.at(-1)!])].sort((a, b) => a - b);
}

/** The mean of the values nearest to each centre; a centre without any stays. And the mean distance. */
function means1D(
  values: Float64Array,
  centres: Float64Array<ArrayBuffer>,
): { means: Float64Array<ArrayBuffer>; loss: number } {
  const sums = new Float64Array(centres.length);
  const counts = new Float64Array(centres.length);
  let loss = 0;
  for (const value of values) {
    let nearest = 0;
    for (let centre = 1; centre < centres.length; centre++) {
      if (Math.abs(centres[centre]! - value) < Math.abs(centres[nearest]! - value)) nearest = centre;
    }
    sums[nearest]! += value;
    counts[nearest]! += 1;
    loss += Math.abs(centres[nearest]! - value);
  }
  const means = centres.map((centre, at) => (counts[at] === 0 ? centre : sums[at]! / counts[at]!));
  return { means, loss: loss / values.length };
}
