import type { CurveAreas } from "./binary-metrics.ts";
import type { CheckedRows } from "./binary-rows.ts";
import { descendingOrder } from "./kernels/descending-order.ts";

/**
 * Areas as Flink ML 2.3's BinaryClassificationEvaluator has them. Where scores are equal, curves go on row by row in the order that the rows
 * came in. Ranks of equal scores are their mean; Flink's own code has that for the greatest score only, and for others goes by the
 * order that its sort left them in.
 *
 * @see https://github.com/apache/flink-ml, BinaryClassificationEvaluator, release 2.3.0.
 */
export function flinkAreas(checked: CheckedRows): CurveAreas {
  const { rows, labels, scores } = checked;
  const order = descendingOrder(scores);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const negatives = rows - positives;
  const rate = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
  let [found, wrong] = [0, 0];
  let [lastFound, lastPrecision, lastTaken] = [rate(0, positives), 1, 0];
  const areas = { areaUnderPR: 0, areaUnderLorenz: 0, ks: 0 };
  for (let k = 0; k < rows; k++) {
    if (labels[order[k]!] === 1) found++;
    else wrong++;
    const foundRate = rate(found, positives);
    const precision = found / (k + 1);
    const taken = (k + 1) / rows;
    areas.areaUnderLorenz += ((taken - lastTaken) * (foundRate + lastFound)) / 2;
    areas.areaUnderPR += ((foundRate - lastFound) * (precision + lastPrecision)) / 2;
    areas.ks = Math.max(areas.ks, Math.abs(rate(wrong, negatives) - foundRate));
    [lastFound, lastPrecision, lastTaken] = [foundRate, precision, taken];
  }
  return { ...areas, areaUnderROC: areaByRanks(checked, order) };
}

/** The sum of the ranks of positive rows, each by its weight, less what it is at least. The least score has rank 1. */
function areaByRanks({ rows, labels, scores, weights }: CheckedRows, order: Uint32Array): number {
  const weightOf = (row: number): number => (weights === undefined ? 1 : weights[row]!);
  let ranks = 0;
  let positives = 0;
  let negatives = 0;
  for (let k = 0; k < rows; ) {
    let end = k;
    let found = 0;
    for (; end < rows && scores[order[end]!] === scores[order[k]!]; end++) {
      const row = order[end]!;
      if (labels[row] === 1) found += weightOf(row);
      else negatives += weightOf(row);
    }
    ranks += found * (rows - (k + end - 1) / 2);
    positives += found;
    k = end;
  }
  if (positives === 0 || negatives === 0) return Number.NaN;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}
