import { checkOptions, type Dataset, inputOf, pipeInputs } from "../../core/mod.ts";
import type { Choice } from "../build/edge-columns.ts";
import { demandGiven, mustBeChoice, mustBeDataset } from "../checks.ts";
import type { ColumnChoice } from "../graph.ts";
import { runningMetricsOperator } from "../operator/running-metrics-operator.ts";

/** Where the ends of an edge are in its row. */
export interface RunningMetricsOptions<Edge> {
  /** Where an edge begins: the id of a vertex (a number, text or bigint). */
  readonly source: ColumnChoice<Edge>;
  /** Where it ends. */
  readonly target: ColumnChoice<Edge>;
}

/** An edge, and what the graph of it and of all edges before it is like. */
export interface RunningMetrics {
  readonly source: unknown;
  readonly target: unknown;
  readonly vertices: number;
  readonly edges: number;
  /** How many parts the vertices that were met are in. */
  readonly components: number;
  readonly triangles: number;
  /** Whether there is no cycle of odd length. */
  readonly bipartite: boolean;
}

/**
 * A row for each edge of a dataset that may never end: how many vertices, edges, components and triangles there are by then, and
 * whether the graph is bipartite. Exact, so that all edges are kept; directions do not count, for triangles parallel edges are
 * one. Edges may come with event times; those that a changelog takes back are refused.
 *
 * O(α(vertices) + fewer neighbours of both ends) an edge.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { runningMetrics } from "millrace/graph";
 * const payments = from([{ from: "Ann", to: "Bob" }, { from: "Bob", to: "Cid" }, { from: "Cid", to: "Ann" }]);
 * const metrics = payments.apply(runningMetrics({ source: "from", target: "to" }));
 * console.log((await metrics.collect()).at(-1)); // { …, components: 1, triangles: 1, bipartite: false }
 * ```
 * @see Tarjan, van Leeuwen, “Worst-case Analysis of Set Union Algorithms”, JACM 31(2), 1984.
 */
export function runningMetrics<Edge>(
  options: RunningMetricsOptions<Edge>,
): (edges: Dataset<Edge>) => Dataset<RunningMetrics> {
  checkOptions(options as RunningMetricsOptions<never>, { source: true, target: true }, "runningMetrics");
  demandGiven(options, ["source", "target"], "runningMetrics");
  const { source, target } = options;
  for (const [name, choice] of Object.entries({ source, target })) mustBeChoice(choice, name, "apply runningMetrics");
  const operator = runningMetricsOperator(source as Choice, target as Choice);
  return (edges) => {
    mustBeDataset(edges, "apply runningMetrics", "what it is applied to");
    return pipeInputs<RunningMetrics>(operator, [inputOf(edges, { to: "one subtask" })]);
  };
}
