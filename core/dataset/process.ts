import { checkOptions, type KnownOptions, type OptionsElsewhere, shown } from "../data/options.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { KeyedContext, ProcessContext, StateSpec, SubtaskContext, TimerContext } from "../operators/mod.ts";
import { type ProcessInput, type ProcessSpec, process } from "../operators/process.ts";
import type { Port } from "../plan/node.ts";
import { mustBeLambda } from "./checks.ts";
import { ofStep, type ProcessOptions, processOptions } from "./options.ts";
import { exchangeByKey, step } from "./plan-steps.ts";

/** What a process function gives: any number of rows, returned or yielded, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without `return` gives no rows
export type Rows<Out> = Iterable<Out> | undefined | void;

/** No state. */
export type NoState = Readonly<Record<never, never>>;

/** What happens once in each subtask. */
export interface Lifecycle<Opened> {
  /** Called before the first row; what it returns is `context.opened` in this subtask. */
  readonly open?: (context: SubtaskContext) => Opened;
  /** Called when all is done, and after a failure too. */
  readonly close?: (opened: Opened) => void;
}

/** A function of each row, or several with what they share. */
export type Process<Row, Opened, Out> =
  | ((row: Row, context: ProcessContext<Opened>) => Rows<Out>)
  | (Lifecycle<Opened> & { readonly row: (row: Row, context: ProcessContext<Opened>) => Rows<Out> });

/** Timers of a key, which a function has set. */
export interface OnTimer<Key, Spec extends StateSpec, Opened, Out, More = unknown> {
  /** Called when event time or the clock has reached a timer: all before the watermark goes on, in order of their times. */
  readonly onTimer?: (timeMs: number, context: TimerContext<Key, Spec, Opened> & More) => Rows<Out>;
}

/** Functions of rows that belong to keys, with state of each key and timers. */
export interface KeyedProcess<Row, Key, Spec extends StateSpec, Opened, Out, Timed>
  extends Lifecycle<Opened>,
    OnTimer<Key, Spec, Opened, Timed> {
  readonly state?: Spec;
  readonly row: (row: Row, context: KeyedContext<Key, Spec, Opened>) => Rows<Out>;
}

/** A function, or an object of functions, as it comes. */
export type Functions = Readonly<Record<string, unknown>> & {
  readonly state?: StateSpec;
  readonly broadcastState?: StateSpec;
};

/** The names that functions may have, wherever they are. */
export const lifecycle = { open: true, close: true } as const;

export const keyedLifecycle = { onTimer: true, state: true, open: true, close: true } as const;

/** State and timers belong to keys, which a dataset has only behind keyBy. */
const ofKeys: OptionsElsewhere = {
  state: "keyBy(…) before process(…), as state belongs to a key",
  onTimer: "keyBy(…) before process(…), as timers belong to a key",
};

export function processStep(input: Port, given: unknown, options: ProcessOptions): Port {
  const functions = functionsOf(given, { row: true, ...lifecycle }, "process", ofKeys);
  const row = rowInput(functions, "row", "none");
  return stepOf([input], { name: "process", inputs: [row], keyNames: undefined }, functions, options);
}

export function keyedProcessStep(input: Port, key: KeySpec, given: unknown, options: ProcessOptions): Port {
  const functions = functionsOf(given, { row: true, ...keyedLifecycle }, "process");
  const row = rowInput(functions, "row", { key });
  const spec = { name: "process", inputs: [row], keyNames: key?.names ?? [] };
  return stepOf([exchangeByKey(input, key)], spec, functions, options);
}

/** The functions by name; a function alone is the one for rows. */
export function functionsOf(
  given: unknown,
  names: Readonly<Record<string, true>>,
  where: string,
  elsewhere?: OptionsElsewhere,
): Functions {
  if (typeof given === "function") return { row: given };
  checkOptions(given as object, names as KnownOptions<object>, `${where}(…)`, elsewhere);
  return (given ?? {}) as Functions;
}

export function rowInput(functions: Functions, what: string, by: ProcessInput["by"]): ProcessInput {
  const call = mustBeLambda(
    functions[what],
    `process with ${JSON.stringify(what)}`,
    `{ ${what}: (row, context) => [row] }`,
  );
  return { what, call: call as ProcessInput["call"], by };
}

export function stepOf(
  inputs: readonly Port[],
  spec: Pick<ProcessSpec, "name" | "inputs" | "keyNames">,
  functions: Functions,
  options: ProcessOptions,
): Port {
  checkOptions(options, processOptions, spec.name);
  const sides = sidesOf(options.sideOutputs ?? [], spec.name);
  const { state = {}, broadcastState = {} } = functions;
  mustBeStates(state, "state", spec.name);
  mustBeStates(broadcastState, "broadcastState", spec.name);
  mustBeApart(state, broadcastState, spec.name);
  const operator = process({
    ...spec,
    state,
    broadcastState,
    onTimer: hook(functions, "onTimer"),
    open: hook(functions, "open"),
    close: hook(functions, "close"),
    sides,
    onThrow: options.onError === undefined || options.onError === "fail" ? "keep" : "undo",
  });
  return step(inputs, operator, ofStep(options));
}

function sidesOf(given: readonly string[], where: string): readonly string[] {
  if (Array.isArray(given) && given.every((name) => typeof name === "string")) return given;
  throw new TypeError(
    `Cannot take sideOutputs of ${where} as they must be a list of names: got ${shown(given)}; use for instance { sideOutputs: ["late"] }`,
  );
}

function hook<Hook>(functions: Functions, name: string): Hook | undefined {
  const given = functions[name];
  if (given === undefined) return undefined;
  return mustBeLambda(given, `process with ${JSON.stringify(name)}`, `{ ${name}() {} }`) as Hook;
}

function mustBeStates(states: StateSpec, which: string, where: string): void {
  for (const [name, given] of Object.entries(states)) {
    if (typeof (given as { declare?: unknown } | null | undefined)?.declare === "function") {
      if (which === "broadcastState" && given.expires !== undefined) throw expiringBroadcast(name, where);
      continue;
    }
    throw new TypeError(
      `Cannot declare ${which} ${JSON.stringify(name)} of ${where} as it must be of a kind of state: got ${typeof given}; ` +
        "use for instance state.value()",
    );
  }
}

function mustBeApart(state: StateSpec, broadcast: StateSpec, where: string): void {
  const twice = Object.keys(state).find((name) => Object.hasOwn(broadcast, name));
  if (twice === undefined) return;
  throw new TypeError(
    `Cannot declare state ${JSON.stringify(twice)} of ${where} as each name must be there once: got it in state and broadcastState; rename one`,
  );
}

function expiringBroadcast(name: string, where: string): TypeError {
  return new TypeError(
    `Cannot give broadcast state ${JSON.stringify(name)} of ${where} a time to live as its copies must stay the same: got a ttl; ` +
      "delete what is old when a broadcast row comes",
  );
}
