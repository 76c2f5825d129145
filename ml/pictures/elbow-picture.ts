import { lineChart, lineText, type Picture } from "../../core/display/mod.ts";
import { checkOptions } from "../../core/mod.ts";
import { drawn, type PictureOptions, pictureOptions } from "./named.ts";

/** What is left unexplained with so many clusters. */
export interface ElbowPoint {
  /** Clusters. */
  readonly k: number;
  /** Σ squared distance of a row from its centre: `learned.inertia` of `kMeans`. */
  readonly inertia: number;
}

/**
 * The inertia of clusters by how many there are: beyond the elbow, which the dashed line marks, more of them explain little more.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { elbowPicture, kMeans } from "millrace/ml";
 * const rows = from([0, 1, 2, 50, 51, 52, 100, 101, 102].map((x) => ({ features: [x] })));
 * const points = [];
 * for (const k of [1, 2, 3, 4, 5]) points.push({ k, inertia: (await kMeans({ k }).fit(rows)).learned.inertia });
 * console.log(elbowPicture(points).svg.includes("the curve bends most at k = 3")); // true
 * ```
 * @see The elbow is where the curve is farthest below the line between its ends: Satopaa, Albrecht, Irwin, Raghavan, “Finding a Kneedle in a
 * Haystack”, ICDCS Workshops 2011.
 */
export function elbowPicture(points: readonly ElbowPoint[], options: PictureOptions = {}): Picture {
  checkOptions(options, pictureOptions, "elbowPicture");
  const sorted = points.toSorted((one, other) => one.k - other.k);
  const [x, y] = [sorted.map(({ k }) => k), sorted.map(({ inertia }) => inertia)];
  const elbow = elbowOf(sorted);
  const series = { name: "inertia", x, y };
  const mark = elbow && {
    name: `k = ${elbow.k}`,
    x: [elbow.k, elbow.k],
    y: [0, sorted[0]!.inertia],
    isReference: true,
  };
  const named = {
    title: "Inertia by the number of clusters",
    ...(elbow === undefined ? {} : { subtitle: `the curve bends most at k = ${elbow.k}` }),
    ...options,
    xLabel: "clusters",
    yLabel: "inertia",
    // There is no cluster and a half.
    xFormat: (k: number) => (Number.isInteger(k) ? String(k) : ""),
  };
  const { xLabel, yLabel, xFormat } = named;
  return drawn(
    named,
    (all) => lineChart(mark === undefined ? [series] : [series, mark], all),
    () => lineText([series], { xLabel, yLabel, xFormat, height: 16 }),
  );
}

/** The point farthest below the line between the first and the last one, both axes as shares. */
function elbowOf(points: readonly ElbowPoint[]): ElbowPoint | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.k === first.k || !(first.inertia > last.inertia))
    return undefined;
  const below = ({ k, inertia }: ElbowPoint): number =>
    (first.inertia - inertia) / (first.inertia - last.inertia) - (k - first.k) / (last.k - first.k);
  const best = points.reduce((most, point) => (below(point) > below(most) ? point : most));
  return below(best) > 1e-9 ? best : undefined;
}
