import { countText, dendrogramChart, dendrogramText, type Picture } from "../../core/display/mod.ts";
import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { Agglomeration } from "../cluster/agglomerative-clustering.ts";
import { drawn, type PictureOptions, pictureOptions } from "./named.ts";

export interface DendrogramPictureOptions extends PictureOptions {
  /** Names of the rows. Default: their numbers. */
  readonly names?: ArrayLike<string>;
  /** Leaves at most, from 2; where there are more rows, those that were merged first are one leaf, with how many it holds. Default 40. */
  readonly most?: number;
}

const known: KnownOptions<DendrogramPictureOptions> = { ...pictureOptions, names: true, most: true };

/**
 * What `agglomerativeClustering` merged with what, a color for each cluster that it left.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { agglomerativeClustering, dendrogramPicture } from "millrace/ml";
 * const found = await agglomerativeClustering(from([0, 1, 10, 11].map((x) => ({ features: [x] }))), { linkage: "single" });
 * console.log(dendrogramPicture(found, { names: ["a", "b", "c", "d"] }).svg.includes("2 clusters")); // true
 * ```
 */
export function dendrogramPicture(found: Agglomeration, options: DendrogramPictureOptions = {}): Picture {
  checkOptions(options, known, "dendrogramPicture");
  const { names, most = 40, ...given } = options;
  const { labels, merges, clusters } = found;
  const rows = labels.length;
  const view = { ...merges, labels: names ?? Array.from({ length: rows }, (_, row) => String(row)) };
  // In the middle of the merges that would have come next and the last that was made.
  const [kept, next] = [merges.distances[rows - clusters - 1] ?? 0, merges.distances[rows - clusters]];
  const cut = next === undefined ? {} : { cut: (kept + next) / 2 };
  const named = {
    title: "Dendrogram",
    subtitle: `${countText(rows, "row")}, ${countText(clusters, "cluster")}`,
    ...given,
  };
  return drawn(
    named,
    (all) => dendrogramChart(view, { ...all, ...cut, most, valueLabel: "distance" }),
    () => dendrogramText(view, { most }),
  );
}
