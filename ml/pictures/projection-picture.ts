import { countText, type Picture, type Series, scatterChart, scatterText } from "../../core/display/mod.ts";
import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { Components } from "../decompose/learned.ts";
import { sameLength } from "../evaluation/checks.ts";
import type { ClassLabel } from "../evaluation/confusion-matrix.ts";
import { type Matrix, matrixOf } from "../matrix/matrix.ts";
import { drawn, type PictureOptions, pictureOptions } from "./named.ts";

export interface ProjectionPictureOptions extends PictureOptions {
  /** The class or the cluster of each row: a color for each. */
  readonly classes?: ArrayLike<ClassLabel>;
  /** What `pca` learned: how much of the variance each axis has. */
  readonly components?: Pick<Components, "explainedVarianceRatio">;
}

const known: KnownOptions<ProjectionPictureOptions> = { ...pictureOptions, classes: true, components: true };

/**
 * Rows as points by the first two of their numbers: what `pca` or `truncatedSvd` made of them.
 *
 * @param rows Vectors of two numbers or more.
 * @throws RangeError where a vector has fewer than two.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { pca, projectionPicture } from "millrace/ml";
 * const rows = from([[1, 2, 3], [2, 4, 5], [9, 1, 0], [8, 2, 1]].map((features) => ({ features })));
 * const model = await pca({ components: 2 }).fit(rows);
 * const points = await model.transform(rows).collect();
 * const picture = projectionPicture(points.map((row) => row.features), { classes: ["a", "a", "b", "b"], components: model.learned });
 * console.log(picture.svg.includes("first component, ")); // true
 * ```
 */
export function projectionPicture(
  rows: Matrix | ReadonlyArray<ArrayLike<number>>,
  options: ProjectionPictureOptions = {},
): Picture {
  checkOptions(options, known, "projectionPicture");
  const { classes, components, ...given } = options;
  const matrix = "columns" in rows ? rows : matrixOf(rows);
  if (matrix.columns < 2) {
    throw new RangeError(
      `Cannot draw a projection as a row must have two numbers: got ${matrix.columns} of each of ${countText(matrix.rows, "row")}; set the components of what made them to 2`,
    );
  }
  const series = seriesOf(matrix, classes);
  const axis = (name: string, at: number): string => {
    const share = components?.explainedVarianceRatio[at];
    return share === undefined ? `${name} component` : `${name} component, ${Math.round(100 * share)}% of the variance`;
  };
  const named = {
    title: "Projection",
    width: 640,
    height: 520,
    ...given,
    xLabel: axis("first", 0),
    yLabel: axis("second", 1),
  };
  const { xLabel, yLabel } = named;
  return drawn(
    named,
    (all) => scatterChart(series, all),
    () => scatterText(series, { xLabel, yLabel, height: 20 }),
  );
}

function seriesOf({ data, rows, columns }: Matrix, classes: ArrayLike<ClassLabel> | undefined): Series[] {
  const all = Array.from({ length: rows }, (_, row) => row);
  if (classes !== undefined) {
    sameLength("a projection", [
      { name: "rows", values: all },
      { name: "classes", values: classes },
    ]);
  }
  const groups = classes === undefined ? new Map([["", all]]) : Map.groupBy(all, (row) => String(classes[row]));
  const names = [...groups.keys()].sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
  return names.map((name) => ({
    name,
    x: groups.get(name)!.map((row) => data[row * columns]!),
    y: groups.get(name)!.map((row) => data[row * columns + 1]!),
  }));
}
