import type { AggregateSpec } from "../aggregates/mod.ts";
import type { KnownOptions } from "../data/options.ts";
import { type StepOptions, stepOptions } from "./options.ts";
import type { WindowRow } from "./windowed-dataset.ts";

/** A window that is gone, and what was remembered. */
export interface ClosedWindow<WindowState, GlobalState> extends WindowRow {
  readonly windowState: WindowState;
  readonly globalState: GlobalState;
}

/** A window that fires. */
interface FiringWindow<WindowState, GlobalState> extends WindowRow {
  readonly watermark: number;
  /** What is remembered of the window from firing to firing: change it in place. Gone with the window. */
  readonly windowState: WindowState;
  /** What is remembered of the key over all windows: change it in place. */
  readonly globalState: GlobalState;
  /** Sends a row to a side output that `sides` names. */
  sideOutput(name: string, row: unknown): void;
}

/** What a function of a window is given beside the key. */
export interface WindowContent<Row, WindowState, GlobalState> extends FiringWindow<WindowState, GlobalState> {
  /** In order of arrival. */
  readonly rows: readonly Row[];
}

/** What a function of the results of aggregates is given beside the key. */
export interface WindowOutcome<Results, WindowState, GlobalState> extends FiringWindow<WindowState, GlobalState> {
  readonly results: Results;
}

export interface WindowProcessOptions<KeyRow, WindowState, GlobalState> extends StepOptions {
  /** What is remembered of a window at first: plain data. Not with windows that merge. */
  readonly windowState?: () => WindowState;
  /** What is remembered of a key at first: plain data. */
  readonly globalState?: () => GlobalState;
  /** Called once a window when it is gone, past its allowed lateness: to put what is left of it into `globalState`. */
  readonly clear?: (window: KeyRow & ClosedWindow<WindowState, GlobalState>) => void;
  /** Names of side outputs. */
  readonly sides?: readonly string[];
}

export const processOptions: KnownOptions<
  WindowProcessOptions<unknown, unknown, unknown> & { readonly aggregate?: AggregateSpec<never> }
> = {
  windowState: true,
  globalState: true,
  clear: true,
  sides: true,
  aggregate: true,
  ...stepOptions,
};
