import { type KnownOptions, requireOptions } from "../../data/options.ts";
import type { Picture } from "../../display/picture.ts";
import { intoTyped, type SeenColumns } from "../../io/memory-sink.ts";
import type { Sink } from "../../io/sink.ts";
import type { Boundedness } from "../../io/source.ts";
import { liveRunToEnd, showsAgain } from "../../notebook/live-run.ts";
import type { SinkNode } from "../../plan/node.ts";
import type { RunOptions } from "../../runtime/options.ts";
import { begin } from "../../runtime/run.ts";
import { mustBeCount } from "../checks.ts";
import { NewestRows } from "../newest-rows.ts";
import { type PlotOptions, plotOptions } from "./plotted.ts";
import { mustNameCounts, type ShownRows, shownRows, Table } from "./table.ts";

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

interface ShownDataset {
  readonly boundedness: Boundedness;
  discard(): { readonly sinks: readonly SinkNode[] };
  toTable(options: RunOptions): Promise<Pick<Table<unknown>, "print">>;
}

export async function showRows(options: ShowOptions, rows: ShownDataset): Promise<void> {
  mustNameCounts(options, "show");
  requireOptions(options, showOptions, "show");
  if (rows.boundedness === "unbounded" && showsAgain()) return showStream(options, rows.discard().sinks);
  const { head, tail, ...run } = options;
  (await rows.toTable(run)).print({ head, tail });
}

/** Shows the newest rows of a stream below the cell of a notebook, until it ends or the button there is clicked. */
async function showStream(options: ShowOptions, sinks: readonly SinkNode[]): Promise<void> {
  const { head = 0, tail = 10, ...rest } = options;
  for (const count of [head, tail]) mustBeCount(count, "show rows of a stream", "show({ tail: 10 })");
  const newest = new NewestRows({ head, tail });
  const { finished, metrics, stop } = begin(newest.of({ job: null, build: () => sinks }), rest);
  let isStopped = false;
  const stopping = (): Promise<void> => {
    isStopped = true;
    return stop();
  };
  try {
    await liveRunToEnd({ finished, metrics, stop: stopping, tables: () => newest.tables() });
  } catch (error) {
    // Whoever clicks has seen enough: the cells below go on.
    if (!isStopped || !isAbort(error)) throw error;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
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
