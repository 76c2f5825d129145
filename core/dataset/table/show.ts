import { checkOptions, type KnownOptions, requireOptions } from "../../data/options.ts";
import type { Picture } from "../../display/picture.ts";
import { intoTyped, type SeenColumns } from "../../io/memory-sink.ts";
import type { Sink } from "../../io/sink.ts";
import type { RunOptions } from "../../runtime/options.ts";
import { type PlotOptions, plotOptions } from "./plotted.ts";
import { type ShownRows, shownRows, Table } from "./table.ts";

/** The table of what a run puts into a sink. */
export async function tableOf<Row>(run: (sink: Sink<Row>) => Promise<unknown>): Promise<Table<Row>> {
  const rows: Row[] = [];
  const seen: SeenColumns = { types: new Map(), names: undefined };
  await run(intoTyped(rows, seen));
  return new Table(rows, seen.types, seen.names);
}

const runOptions: KnownOptions<RunOptions> = {
  parallelism: true,
  module: true,
  parameters: true,
  batchRows: true,
  signal: true,
  onProgress: true,
  onDone: true,
  clock: true,
  memoryBytes: true,
  state: true,
  ioTimeout: true,
  closeTimeout: true,
  checkpoint: true,
  restart: true,
  onWarning: true,
  tracing: true,
};

export interface ShowOptions extends RunOptions, ShownRows {}

const showOptions: KnownOptions<ShowOptions> = { ...shownRows, ...runOptions };

export async function showTable<Row>(
  options: ShowOptions,
  collected: (options: RunOptions) => Promise<Table<Row>>,
): Promise<void> {
  checkOptions(options, showOptions, "show");
  const { head, tail, ...run } = options;
  (await collected(run)).print({ head, tail });
}

/** What is drawn of a dataset, and how it runs. */
export interface PlotRunOptions<Name extends string = string> extends PlotOptions<Name>, RunOptions {}

export async function plotTable<Row>(
  options: PlotRunOptions<string & keyof Row>,
  collected: (options: RunOptions) => Promise<Table<Row>>,
): Promise<Picture> {
  const isOfRun = (name: string): boolean => name in runOptions;
  requireOptions<PlotRunOptions>(options, { ...plotOptions, ...runOptions }, "plot");
  const entries = Object.entries(options);
  const run = Object.fromEntries(entries.filter(([name]) => isOfRun(name)));
  const plot = Object.fromEntries(entries.filter(([name]) => !isOfRun(name)));
  return (await collected(run)).plot(plot as never);
}
