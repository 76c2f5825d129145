import { barChart, barText, scatterChart, scatterText } from "../../core/display/mod.ts";
import { type GraphPicture, graphPicture } from "./graph-picture.ts";

/** How many vertices have each degree; both by their logarithm, as degrees of many networks are a line so. */
export function degreesPlot(degrees: readonly number[], title: string): GraphPicture {
  const counts = new Map<number, number>();
  for (const degree of degrees) counts.set(degree, (counts.get(degree) ?? 0) + 1);
  const all = [...counts].filter(([degree]) => degree > 0).sort(([one], [other]) => one - other);
  const series = [
    {
      name: "vertices",
      x: all.map(([degree]) => degree),
      y: all.map(([, count]) => count),
    },
  ];
  const named = { title, xLabel: "degree", yLabel: "vertices", xScale: "log", yScale: "log" } as const;
  return graphPicture(scatterChart(series, named), scatterText(series, named));
}

const mostComponents = 20;

/** How many vertices the largest components have. */
export function componentsPlot(components: readonly unknown[], title: string): GraphPicture {
  const counts = new Map<string, number>();
  for (const component of components) {
    const name = typeof component === "object" ? JSON.stringify(component) : String(component);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const largest = [...counts].sort(([, one], [, other]) => other - one).slice(0, mostComponents);
  const data = {
    labels: largest.map(([name]) => name),
    series: [{ name: "vertices", values: largest.map(([, count]) => count) }],
  };
  const more =
    counts.size > largest.length
      ? `the largest ${largest.length} of ${counts.size.toLocaleString("en-US")}`
      : `all ${counts.size}, by their smallest id`;
  return graphPicture(barChart(data, { title, subtitle: more }), `${title}: ${more}\n${barText(data)}`);
}
