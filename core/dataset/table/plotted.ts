import { distinctKey } from "../../aggregates/distinct-key.ts";
import { type KnownOptions, requireOptions, shown } from "../../data/options.ts";
import {
  type BarData,
  barChart,
  barText,
  binsOf,
  boxChart,
  boxText,
  type ChartValue,
  heatMapChart,
  heatMapText,
  histogramChart,
  histogramText,
  lineChart,
  lineText,
  Picture,
  type Series,
  scatterChart,
  scatterText,
  smallMultiples,
  type XyChartOptions,
} from "../../display/mod.ts";
import { type Cells, cellOf, cellsOf, isAbsent, labelOf, mustHaveColumns } from "./cells.ts";
import { groupsOf } from "./groups.ts";

/** What is drawn of a table, and how. */
export interface PlotOptions<Name extends string = string> extends Omit<XyChartOptions, "xFormat" | "yFormat"> {
  /** The column that goes to the right. Text makes bars; times a line; numbers a line where they only grow, else points. */
  readonly x: Name;
  /** The column, or the columns, that go up. Left out: how many rows there are of each `x`. */
  readonly y?: Name | readonly Name[];
  /** A column of which each value has a series of its own. */
  readonly by?: Name;
  /** The column that colors the cells of a heat map, of which `x` and `y` are the sides. */
  readonly value?: Name;
  /** Default: what the columns suggest. */
  readonly kind?: "line" | "scatter" | "bar" | "histogram" | "box" | "heat map";
  /** `"together"` (the default), or each series in a panel of its own, beside each other with the same axes. */
  readonly series?: "together" | "apart";
}

type Plot = PlotOptions<string>;

export const plotOptions: KnownOptions<Plot> = {
  x: true,
  y: true,
  by: true,
  value: true,
  kind: ["line", "scatter", "bar", "histogram", "box", "heat map"],
  series: ["together", "apart"],
  title: true,
  subtitle: true,
  width: true,
  height: true,
  xLabel: true,
  yLabel: true,
  xScale: ["linear", "log", "time"],
  yScale: ["linear", "log"],
};

export function pictureOf(cells: Cells, options: Plot): Picture {
  requireOptions(options, plotOptions, "plot");
  const { x, by, value } = options;
  const ys: readonly string[] = options.y === undefined ? [] : [options.y].flat();
  mustHaveColumns(cells, [x, ...ys, ...[by, value].filter((name) => name !== undefined)], "plot the table");
  const kind = options.kind ?? kindOf(cells, options, ys);
  switch (kind) {
    case "histogram":
      return histogramOf(cells, options);
    case "heat map":
      return heatMapOf(cells, options, ys);
    case "box":
      return boxesOf(cells, options, ys);
    case "bar":
      return barsOf(cells, options, ys);
    default:
      return pointsOf(cells, options, ys, kind);
  }
}

function kindOf(cells: Cells, { x, value }: Plot, ys: readonly string[]): NonNullable<Plot["kind"]> {
  if (value !== undefined) return "heat map";
  const xs = cellsOf(cells, x).filter((each) => !isAbsent(each));
  const isPlace = xs.every((each) => typeof each === "number" || typeof each === "bigint" || each instanceof Date);
  if (!isPlace) return "bar";
  return ys.length === 0 ? "histogram" : "line";
}

/** Values that stand on a line: numbers of a column of times are such. */
function placesOf(cells: Cells, name: string): ChartValue[] {
  const kind = cells.types.get(name)?.kind;
  const isTime = kind === "timestamp" || kind === "date";
  return cellsOf(cells, name).map((value) => {
    if (isAbsent(value) || value instanceof Date || typeof value === "bigint") return value as ChartValue;
    if (typeof value === "number") return isTime ? new Date(value) : value;
    throw new TypeError(
      `Cannot plot column ${JSON.stringify(name)} as its values must be numbers or times: got ${shown(value)}; ` +
        "map it before, or plot it as bars by x",
    );
  });
}

function pointsOf(cells: Cells, options: Plot, ys: readonly string[], asked: "line" | "scatter"): Picture {
  if (ys.length === 0) throw new TypeError(noY(asked));
  const series = seriesOf(cells, options, ys);
  const isLine = options.kind === "line" || (options.kind === undefined && series.every(({ x }) => onlyGrows(x)));
  const labelled = labels(options, ys[0]!, ys.length === 1);
  if (options.series === "apart") {
    const panels = series.map((one) => ({ title: one.name, series: [one] }));
    return new Picture(smallMultiples(panels, labelled), lineText(series, inText(labelled)));
  }
  return isLine
    ? new Picture(lineChart(series, labelled), lineText(series, inText(labelled)))
    : new Picture(scatterChart(series, labelled), scatterText(series, inText(labelled)));
}

function seriesOf(cells: Cells, { x, by, kind }: Plot, ys: readonly string[]): Series[] {
  return partsOf(cells, by).flatMap(({ name, part }) => {
    const places = placesOf(part, x);
    const inOrder = kind === "line" || places.some((place) => place instanceof Date) ? byPlace(places) : undefined;
    const picked = (values: ChartValue[]): ChartValue[] => inOrder?.map((at) => values[at]) ?? values;
    return ys.map((y) => ({
      name: by === undefined ? y : ys.length === 1 ? name : `${name} ${y}`,
      x: picked(places),
      y: picked(placesOf(part, y)),
    }));
  });
}

function partsOf(cells: Cells, by: string | undefined): { readonly name: string; readonly part: Cells }[] {
  if (by === undefined) return [{ name: "", part: cells }];
  return groupsOf(cells, [by]).map((group) => {
    const rows = group.map((at) => cells.rows[at]);
    return { name: labelOf(cellOf(rows[0], by)), part: { ...cells, rows } };
  });
}

function byPlace(places: readonly ChartValue[]): number[] {
  const numbers = places.map((place) => Number(place ?? Number.NaN));
  return numbers.map((_, at) => at).sort((a, b) => numbers[a]! - numbers[b]! || a - b);
}

function onlyGrows(places: ArrayLike<ChartValue>): boolean {
  for (let at = 1; at < places.length; at++) if (!(Number(places[at]) > Number(places[at - 1]))) return false;
  return true;
}

function histogramOf(cells: Cells, options: Plot): Picture {
  const bins = binsOf(placesOf(cells, options.x).map((place) => (isAbsent(place) ? place : Number(place))));
  const { xScale: _x, yScale: _y, ...labelled } = labels(options, "rows", true);
  return new Picture(histogramChart(bins, labelled), histogramText(bins, inText(labelled)));
}

/** How the values of `y` are spread for each value of `x`. */
function boxesOf(cells: Cells, options: Plot, [y]: readonly string[]): Picture {
  if (y === undefined) throw new TypeError(noY("box"));
  const { x, title, subtitle, width, height, yLabel = y } = options;
  const spreads = partsOf(cells, x).map(({ name, part }) => ({
    label: name,
    values: placesOf(part, y).map((place) => (isAbsent(place) ? place : Number(place))),
  }));
  const told = defined({ title, subtitle, width, height });
  return new Picture(boxChart(spreads, { ...told, valueLabel: yLabel }), boxText(spreads, inText(told)));
}

function barsOf(cells: Cells, options: Plot, ys: readonly string[]): Picture {
  const data = barData(cells, options, ys);
  const { title, subtitle, width, height, yLabel = ys.length > 1 ? undefined : (ys[0] ?? "rows") } = options;
  const told = defined({ title, subtitle, width, height, valueLabel: yLabel });
  return new Picture(barChart(data, told), barText(data, inText(told)));
}

function barData(cells: Cells, { x, by }: Plot, ys: readonly string[]): BarData {
  const labels = groupsOf(cells, [x]).map(([first]) => cellOf(cells.rows[first!], x));
  const place = new Map(labels.map((label, at) => [distinctKey(label ?? null), at]));
  const series = partsOf(cells, by).flatMap(({ name, part }) =>
    (ys.length === 0 ? [undefined] : ys).map((y) => {
      const values: ChartValue[] = labels.map(() => (y === undefined ? 0 : null));
      const numbers = y === undefined ? undefined : placesOf(part, y);
      for (const [at, row] of part.rows.entries()) {
        const to = place.get(distinctKey(cellOf(row, x) ?? null))!;
        if (numbers === undefined) values[to] = (values[to] as number) + 1;
        else if (values[to] === null) values[to] = numbers[at];
        else throw new TypeError(twice(x, labels[to], y!));
      }
      const own = y ?? "rows";
      return { name: by === undefined ? own : ys.length < 2 ? name : `${name} ${own}`, values };
    }),
  );
  return { labels: labels.map(labelOf), series };
}

function heatMapOf(cells: Cells, options: Plot, [y]: readonly string[]): Picture {
  const { x, value, title, subtitle, width, height } = options;
  if (y === undefined || value === undefined)
    throw new TypeError(
      'Cannot plot a heat map as its sides and its colors are columns: got no y, or no value; use for instance plot({ x: "hour", y: "day", value: "flights" })',
    );
  const [rows, columns] = [y, x].map((name) =>
    groupsOf(cells, [name]).map(([first]) => cellOf(cells.rows[first!], name)),
  );
  const places = [rows!, columns!].map(
    (labels) => new Map(labels.map((label, at) => [distinctKey(label ?? null), at])),
  );
  const values: ChartValue[][] = rows!.map(() => columns!.map(() => null));
  const colors = placesOf(cells, value);
  for (const [at, row] of cells.rows.entries()) {
    const [to, across] = [
      places[0]!.get(distinctKey(cellOf(row, y) ?? null))!,
      places[1]!.get(distinctKey(cellOf(row, x) ?? null))!,
    ];
    if (values[to]![across] !== null) throw new TypeError(twice(x, columns![across], value));
    values[to]![across] = colors[at];
  }
  const grid = { rows: rows!.map(labelOf), columns: columns!.map(labelOf), values };
  const told = defined({ title, subtitle, width, height });
  return new Picture(heatMapChart(grid, told), heatMapText(grid, inText(told)));
}

function labels(options: Plot, y: string, isOne: boolean): XyChartOptions {
  const {
    title,
    subtitle,
    width,
    height,
    xScale,
    yScale,
    xLabel = options.x,
    yLabel = isOne ? y : undefined,
  } = options;
  return defined({ title, subtitle, width, height, xScale, yScale, xLabel, yLabel });
}

/** Pictures are so many pixels wide, texts so many characters. */
function inText<Told extends { readonly width?: number; readonly height?: number }>(
  told: Told,
): Omit<Told, "width" | "height"> {
  const { width: _width, height: _height, ...rest } = told;
  return rest;
}

function defined<Given extends object>(given: Given): { [Name in keyof Given]?: Exclude<Given[Name], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

function noY(kind: string): string {
  return `Cannot plot a ${kind} as it must be told what goes up: got no y; use for instance plot({ x: "day", y: "flights" })`;
}

function twice(x: string, label: unknown, y: string): string {
  return (
    `Cannot plot column ${JSON.stringify(y)} as each value of ${JSON.stringify(x)} must have one row: got several of ${shown(label)}; ` +
    `make them one before, for instance by groupBy(${JSON.stringify(x)}).aggregate({ … }), or tell them apart by: "…"`
  );
}
