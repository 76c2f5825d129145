import type { AggregateResults, AggregateSpec } from "../aggregates/mod.ts";
import { checkOptions, type KnownOptions } from "../data/options.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { WindowCompute } from "../operators/window.ts";
import type { Port } from "../plan/node.ts";
import { type Duration, durationMs } from "../time/duration.ts";
import type { Evictor } from "../time/evictor.ts";
import type { Trigger } from "../time/trigger.ts";
import { type WindowAssigner, windowText } from "../time/window.ts";
import { aggregationSpec, reduction } from "./aggregation.ts";
import { Dataset } from "./dataset.ts";
import type { Flat } from "./keyed-dataset.ts";
import { ofStep, type StepOptions, stepOptions } from "./options.ts";
import { exchangeByKey, leavesOut, step } from "./plan-steps.ts";
import { isSession, operatorFor, type WindowSettings } from "./window-settings.ts";

/** The window that a row of results is of, ms since the epoch: `[windowStart, windowEnd)`. */
export interface WindowRow {
  readonly windowStart: number;
  readonly windowEnd: number;
}

/** What a function of a window is given beside the key. */
export interface WindowContent<Row, WindowState, GlobalState> extends WindowRow {
  /** In order of arrival. */
  readonly rows: readonly Row[];
  readonly watermark: number;
  /** What is remembered of the window from firing to firing: change it in place. Gone with the window. */
  readonly windowState: WindowState;
  /** What is remembered of the key over all windows: change it in place. */
  readonly globalState: GlobalState;
  /** Sends a row to a side output that `sides` names. */
  sideOutput(name: string, row: unknown): void;
}

export interface WindowProcessOptions<WindowState, GlobalState> extends StepOptions {
  /** What is remembered of a window at first: plain data. Not with session windows, as they merge. */
  readonly windowState?: () => WindowState;
  /** What is remembered of a key at first: plain data. */
  readonly globalState?: () => GlobalState;
  /** Names of side outputs. */
  readonly sides?: readonly string[];
}

const processOptions: KnownOptions<WindowProcessOptions<unknown, unknown>> = {
  windowState: true,
  globalState: true,
  sides: true,
  ...stepOptions,
};

/** Rows in windows, waiting to be told what to make of each. */
export class WindowedDataset<Row, KeyRow> {
  readonly #port: Port;
  readonly #key: KeySpec;
  readonly #window: WindowAssigner;
  readonly #settings: WindowSettings;

  constructor(port: Port, key: KeySpec, window: WindowAssigner<Row>, settings: WindowSettings = {}) {
    this.#port = port;
    this.#key = key;
    this.#window = window as WindowAssigner;
    this.#settings = settings;
  }

  /** Keeps windows of event time for so long after their end: each late record fires its windows again. Default 0. */
  allowedLateness(lateness: Duration): WindowedDataset<Row, KeyRow> {
    const latenessMs = durationMs(lateness, "allowed lateness");
    if (latenessMs >= 0) return this.#with({ latenessMs });
    throw new RangeError(
      `Cannot allow lateness in window "${windowText(this.#window)}" as it must not be negative: got ${latenessMs} ms; use 0 or more`,
    );
  }

  /**
   * When windows give results, in the place of firing once at their end. A trigger that counts does not fire at the end;
   * results are of all records so far unless it is purging.
   */
  trigger(trigger: Trigger<Row>): WindowedDataset<Row, KeyRow> {
    return this.#with({ trigger: trigger as Trigger });
  }

  /** Which records leave a window when it fires. */
  evict(evictor: Evictor<Row>): WindowedDataset<Row, KeyRow> {
    return this.#with({ evictor: evictor as Evictor });
  }

  /**
   * A row for each key and window when it fires: key, `windowStart`, `windowEnd` and the aggregates, with event time
   * `windowEnd − 1`. Records that are too late leave by side output `"late"`. Rows of global and count windows have
   * neither bounds nor event time.
   */
  aggregate<Spec extends AggregateSpec<Row>>(
    spec: Spec,
    options: StepOptions = {},
  ): Dataset<Flat<KeyRow & AggregateResults<Spec>>> {
    const taken = [...(this.#key?.names ?? []), "windowStart", "windowEnd"];
    const aggregates = aggregationSpec(spec as AggregateSpec<never>, taken, "window aggregate");
    return this.#step({ kind: "aggregate", aggregates, output: "rows" }, options);
  }

  /** The rows of each window as one, two at a time: a row when it fires, with event time `windowEnd − 1`. */
  reduce(reduce: (left: Row, right: Row) => Row, options: StepOptions = {}): Dataset<Row> {
    return this.#step({ kind: "aggregate", aggregates: reduction(reduce as never), output: "values" }, options);
  }

  /**
   * What a function makes of all rows of each window when it fires: any number of rows, with event time `windowEnd − 1`.
   *
   * @example
   * ```ts
   * import { from, tumbling } from "millrace";
   * const medians = await from([{ at: 1, ms: 3 }, { at: 2, ms: 90 }, { at: 4, ms: 5 }])
   *   .withEventTime((row) => row.at)
   *   .windowAll(tumbling(10))
   *   .process(({ windowEnd, rows }) => {
   *     const sorted = rows.map((row) => row.ms).sort((a, b) => a - b);
   *     return [{ until: windowEnd, median: sorted[sorted.length >> 1] }];
   *   })
   *   .collect();
   * console.log(medians); // [{ until: 10, median: 5 }]
   * ```
   */
  process<Out, WindowState = undefined, GlobalState = undefined>(
    process: (window: KeyRow & WindowContent<Row, WindowState, GlobalState>) => Iterable<Out> | undefined,
    options: WindowProcessOptions<WindowState, GlobalState> = {},
  ): Dataset<Out> {
    checkOptions(options, processOptions, "process");
    const { windowState, globalState, sides = [] } = options;
    if (windowState !== undefined && isSession(this.#window)) throw noStateOfSessions(windowText(this.#window));
    return this.#step({ kind: "process", process, windowState, globalState, sides }, ofStep(options));
  }

  #step<Out>(compute: WindowCompute, options: StepOptions): Dataset<Out> {
    const settings = { ...this.#settings, leavesOut: leavesOut(options) };
    const operator = operatorFor(this.#key, this.#window, settings, compute);
    return new Dataset(step([exchangeByKey(this.#port, this.#key)], operator, options, operator.name));
  }

  #with(settings: WindowSettings): WindowedDataset<Row, KeyRow> {
    return new WindowedDataset(this.#port, this.#key, this.#window as WindowAssigner<Row>, {
      ...this.#settings,
      ...settings,
    });
  }
}

function noStateOfSessions(window: string): TypeError {
  return new TypeError(
    `Cannot keep state of each window "${window}" as sessions merge and their states cannot: got windowState; use globalState`,
  );
}
