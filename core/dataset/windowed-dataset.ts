import type { AggregateResults, AggregateSpec } from "../aggregates/mod.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import { paneAggregate } from "../operators/pane-aggregate.ts";
import { sessionAggregate } from "../operators/session-aggregate.ts";
import type { Port } from "../plan/node.ts";
import { type Duration, durationMs } from "../time/duration.ts";
import type { WindowAssigner } from "../time/window.ts";
import { aggregationSpec } from "./aggregation.ts";
import { Dataset } from "./dataset.ts";
import type { Flat } from "./keyed-dataset.ts";
import type { StepOptions } from "./options.ts";
import { exchangeByKey, step } from "./plan-steps.ts";

/** The window that a row of results is of, ms since the epoch: `[windowStart, windowEnd)`. */
export interface WindowRow {
  readonly windowStart: number;
  readonly windowEnd: number;
}

/** What was asked of the windows so far. */
export interface WindowSettings {
  readonly latenessMs?: number;
}

/** Rows in windows, waiting to be told what to make of each. */
export class WindowedDataset<Row, KeyRow> {
  readonly #port: Port;
  readonly #key: KeySpec;
  readonly #window: WindowAssigner;
  readonly #settings: WindowSettings;

  constructor(port: Port, key: KeySpec, window: WindowAssigner, settings: WindowSettings) {
    this.#port = port;
    this.#key = key;
    this.#window = window;
    this.#settings = settings;
  }

  /** Keeps windows for so long after their end: each late record fires its windows again. Default 0. */
  allowedLateness(lateness: Duration): WindowedDataset<Row, KeyRow> {
    const latenessMs = durationMs(lateness, "allowed lateness");
    return new WindowedDataset(this.#port, this.#key, this.#window, { ...this.#settings, latenessMs });
  }

  /**
   * A row for each key and window when it ends: key, `windowStart`, `windowEnd` and the aggregates, with event time
   * `windowEnd − 1`. Records that are too late leave by side output `"late"`.
   */
  aggregate<Spec extends AggregateSpec<Row>>(
    spec: Spec,
    options: StepOptions = {},
  ): Dataset<Flat<KeyRow & WindowRow & AggregateResults<Spec>>> {
    const taken = [...(this.#key?.names ?? []), "windowStart", "windowEnd"];
    const aggregates = aggregationSpec(spec as AggregateSpec<never>, taken, "window aggregate");
    const common = { key: this.#key, aggregates, latenessMs: this.#settings.latenessMs ?? 0 };
    const operator =
      this.#window.kind === "session"
        ? sessionAggregate({ ...common, gapMs: this.#window.gapMs, output: "rows" })
        : paneAggregate({ ...common, window: this.#window as never });
    return new Dataset(step([exchangeByKey(this.#port, this.#key)], operator, options, operator.name));
  }
}
