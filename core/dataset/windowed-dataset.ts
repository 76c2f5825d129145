import type { AggregateResults, AggregateSpec } from "../aggregates/mod.ts";
import { checkOptions } from "../data/options.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { WindowCompute } from "../operators/window.ts";
import { boundednessOf, givesChanges, type Port } from "../plan/node.ts";
import { type Duration, durationMs } from "../time/duration.ts";
import type { Evictor } from "../time/evictor.ts";
import type { Trigger } from "../time/trigger.ts";
import { type WindowAssigner, windowText } from "../time/window.ts";
import { aggregationSpec, reduction } from "./aggregation.ts";
import { mustBeSync } from "./checks.ts";
import { Dataset } from "./dataset.ts";
import type { Flat } from "./keyed-dataset.ts";
import { ofStep, type StepOptions } from "./options.ts";
import { tellNamesOfWindowed } from "./other-names.ts";
import { exchangeByKey, leavesOut, step } from "./plan-steps.ts";
import {
  type ClosedWindow,
  processOptions,
  type WindowContent,
  type WindowOutcome,
  type WindowProcessOptions,
} from "./window-process.ts";
import { mergesWindows, mustBeEvictor, mustBeTrigger, operatorFor, type WindowSettings } from "./window-settings.ts";

/** The window that a row of results is of, ms since the epoch: `[windowStart, windowEnd)`. */
export interface WindowRow {
  readonly windowStart: number;
  readonly windowEnd: number;
}

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

  /**
   * Keeps windows of event time for so long after their end: each late record fires its windows again. Default 0;
   * `Infinity` for until the input ends. Windows of a changelog that fire again take back what they gave before: theirs is a
   * changelog, too. Without lateness they give each result once, for good.
   */
  allowedLateness(lateness: Duration): WindowedDataset<Row, KeyRow> {
    const latenessMs = lateness === Number.POSITIVE_INFINITY ? lateness : durationMs(lateness, "allowed lateness");
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
    mustBeTrigger(trigger);
    return this.#with({ trigger: trigger as Trigger });
  }

  /** Which records leave a window when it fires. */
  evict(evictor: Evictor<Row>): WindowedDataset<Row, KeyRow> {
    mustBeEvictor(evictor);
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

  /**
   * The rows of each window as one, two at a time: a row when it fires, with event time `windowEnd − 1`.
   * The function may change its left row and return it, never the right one, nor rows that are instances of classes.
   */
  reduce(reduce: (left: Row, right: Row) => Row, options: StepOptions = {}): Dataset<Row> {
    return this.#step(
      { kind: "aggregate", aggregates: reduction(reduce as never, options), output: "values" },
      options,
    );
  }

  /**
   * What a function makes of the results of aggregates of each window when it fires, so that no row is kept.
   *
   * @example
   * ```ts
   * import { avg, from, tumbling } from "millrace";
   * const hot = await from([{ at: 1, grade: 20 }, { at: 2, grade: 24 }, { at: 14, grade: 31 }])
   *   .withEventTime((row) => row.at)
   *   .windowAll(tumbling(10))
   *   .process(({ windowEnd, results }) => (results.mean > 30 ? [windowEnd] : []), {
   *     aggregate: { mean: avg((row) => row.grade) },
   *   })
   *   .collect();
   * console.log(hot); // [20]
   * ```
   */
  process<Out, Spec extends AggregateSpec<Row>, WindowState = undefined, GlobalState = undefined>(
    process: (
      window: KeyRow & WindowOutcome<AggregateResults<Spec>, WindowState, GlobalState>,
    ) => Iterable<Out> | undefined,
    options: WindowProcessOptions<KeyRow, WindowState, GlobalState> & { readonly aggregate: Spec },
  ): Dataset<Out>;
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
    options?: WindowProcessOptions<KeyRow, WindowState, GlobalState>,
  ): Dataset<Out>;
  process<Out>(
    process: (window: never) => Iterable<Out> | undefined,
    options: WindowProcessOptions<KeyRow, unknown, unknown> & { readonly aggregate?: AggregateSpec<never> } = {},
  ): Dataset<Out> {
    mustBeSync(process, "process windows", ".process(({ rows }) => [rows.length])");
    checkOptions(options, processOptions, "process");
    const { windowState, globalState, sides = [], aggregate } = options;
    if (windowState !== undefined && mergesWindows(this.#window)) throw noStateOfMerged(windowText(this.#window));
    const aggregates = aggregate && aggregationSpec(aggregate, [], "window process");
    const clear = options.clear as ((window: ClosedWindow<unknown, unknown>) => void) | undefined;
    return this.#step(
      { kind: "process", process, aggregates, windowState, globalState, clear, sides },
      ofStep(options),
    );
  }

  #step<Out>(compute: WindowCompute, options: StepOptions): Dataset<Out> {
    const isLive = boundednessOf(this.#port.node) === "unbounded";
    const changes = givesChanges(this.#port);
    const settings = { ...this.#settings, leavesOut: leavesOut(options), isLive, changes };
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

tellNamesOfWindowed(WindowedDataset);

function noStateOfMerged(window: string): TypeError {
  return new TypeError(
    `Cannot keep state of each window "${window}" as its windows merge and their states cannot: got windowState; use globalState`,
  );
}
