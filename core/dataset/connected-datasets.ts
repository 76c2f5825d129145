import type { KeySpec } from "../operators/keyed-input.ts";
import type {
  BroadcastContext,
  BroadcastReader,
  KeyedBroadcastContext,
  KeyedContext,
  ProcessContext,
  StateSpec,
} from "../operators/mod.ts";
import type { ProcessInput } from "../operators/process.ts";
import type { Port } from "../plan/node.ts";
import { Dataset } from "./dataset.ts";
import type { ProcessOptions, StepOptions } from "./options.ts";
import { exchange, exchangeByKey } from "./plan-steps.ts";
import {
  functionsOf,
  keyedLifecycle,
  type Lifecycle,
  lifecycle,
  type NoState,
  type OnTimer,
  type Rows,
  rowInput,
  stepOf,
} from "./process.ts";

/** Two datasets whose rows meet in one step, in any order. */
export class ConnectedDatasets<Left, Right> {
  readonly #left: Dataset<Left>;
  readonly #right: Dataset<Right>;

  constructor(left: Dataset<Left>, right: Dataset<Right>) {
    this.#left = left;
    this.#right = right;
  }

  /**
   * Each row as what the lambda of its side makes of it.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const shops = from([{ shop: "Kent", sold: 3 }]);
   * const web = from([{ page: "/cup", orders: 2 }]);
   * const all = shops.connect(web).map((each) => each.sold, (each) => each.orders);
   * console.log((await all.collect()).length); // 2
   * ```
   */
  map<LeftOut, RightOut>(
    left: (row: Left) => LeftOut,
    right: (row: Right) => RightOut,
    options: StepOptions = {},
  ): Dataset<LeftOut | RightOut> {
    return this.#left.map(left, options).union(this.#right.map(right, options));
  }

  /** All values that the lambda of its side returns for each row. */
  flatMap<LeftOut, RightOut>(
    left: (row: Left) => Iterable<LeftOut>,
    right: (row: Right) => Iterable<RightOut>,
    options: StepOptions = {},
  ): Dataset<LeftOut | RightOut> {
    return this.#left.flatMap(left, options).union(this.#right.flatMap(right, options));
  }

  /** What a function of each side makes of its rows; they share what `open` returned in their subtask. */
  process<LeftOut = never, RightOut = never, Opened = undefined>(
    functions: Lifecycle<Opened> & {
      readonly left: (row: Left, context: ProcessContext<Opened>) => Rows<LeftOut>;
      readonly right: (row: Right, context: ProcessContext<Opened>) => Rows<RightOut>;
    },
    options: ProcessOptions = {},
  ): Dataset<LeftOut | RightOut> {
    const given = functionsOf(functions, { left: true, right: true, ...lifecycle }, "connect.process");
    const inputs = [rowInput(given, "left", "none"), rowInput(given, "right", "none")];
    const spec = { name: "connect", inputs, keyNames: undefined };
    return new Dataset(stepOf([this.#left.port, this.#right.port], spec, given, options));
  }
}

interface Keyed {
  readonly port: Port;
  readonly key: KeySpec;
}

/** Functions of two keyed datasets, which share state and timers of each key. */
export interface KeyedConnectedProcess<Left, Right, Key, Spec extends StateSpec, Opened, LeftOut, RightOut>
  extends Lifecycle<Opened> {
  readonly state?: Spec;
  readonly left: (row: Left, context: KeyedContext<Key, Spec, Opened>) => Rows<LeftOut>;
  readonly right: (row: Right, context: KeyedContext<Key, Spec, Opened>) => Rows<RightOut>;
}

/** Two datasets with the same keys, whose rows meet in one step, in any order. */
export class KeyedConnectedDatasets<Left, Right, Key> {
  readonly #left: Keyed;
  readonly #right: Keyed;

  constructor(left: Keyed, right: Keyed) {
    const [own, others] = [left.key?.names ?? [], right.key?.names ?? []];
    // Keys of several columns are objects with their names.
    const differ = own.length !== others.length || (own.length > 1 && own.some((name) => !others.includes(name)));
    if (differ) throw otherKeys(own, others);
    this.#left = left;
    this.#right = right;
  }

  /**
   * What a function of each side makes of its rows, with state and timers that the rows of a key share.
   *
   * @example
   * ```ts
   * import { from, state } from "millrace";
   * const orders = from([{ id: 1, item: "cup" }, { id: 2, item: "hat" }]).keyBy("id");
   * const payments = from([{ id: 2, by: "Ann" }]).keyBy("id");
   * const paid = await orders
   *   .connect(payments)
   *   .process({
   *     state: { item: state.value<string>(), by: state.value<string>() },
   *     left(order, { state: { item, by } }) {
   *       item.set(order.item);
   *       return by.get() === undefined ? [] : [`${by.get()} paid ${order.item}`];
   *     },
   *     right(payment, { state: { item, by } }) {
   *       by.set(payment.by);
   *       return item.get() === undefined ? [] : [`${payment.by} paid ${item.get()}`];
   *     },
   *   })
   *   .collect();
   * console.log(paid); // ["Ann paid hat"]
   * ```
   */
  process<LeftOut = never, RightOut = never, Timed = never, Spec extends StateSpec = NoState, Opened = undefined>(
    functions: KeyedConnectedProcess<Left, Right, Key, Spec, Opened, LeftOut, RightOut> &
      OnTimer<Key, Spec, Opened, Timed>,
    options: ProcessOptions = {},
  ): Dataset<LeftOut | RightOut | Timed> {
    const names = { left: true, right: true, ...keyedLifecycle } as const;
    const given = functionsOf(functions, names, "connect.process");
    const [left, right] = [this.#left, this.#right];
    const inputs = [rowInput(given, "left", { key: left.key }), rowInput(given, "right", { key: right.key })];
    const ports = [exchangeByKey(left.port, left.key), exchangeByKey(right.port, right.key)];
    return new Dataset(stepOf(ports, { name: "connect", inputs, keyNames: left.key?.names ?? [] }, given, options));
  }
}

/** A dataset of which every subtask gets all rows: rules, rates, a model. */
export class BroadcastDataset<Row> {
  readonly #port: Port;
  /** Only the type of its rows. */
  readonly row?: Row;

  constructor(port: Port) {
    this.#port = exchange(port, { by: "broadcast" });
  }

  get port(): Port {
    return this.#port;
  }
}

/** Functions of rows, and of broadcast rows that they meet as state. */
export interface BroadcastProcess<Row, Rule, Shared extends StateSpec, Opened, Out, RuleOut> extends Lifecycle<Opened> {
  /** What is kept of broadcast rows: the same in every subtask. */
  readonly broadcastState?: Shared;
  readonly row: (row: Row, context: ProcessContext<Opened> & BroadcastReader<Shared>) => Rows<Out>;
  /** Called in every subtask. It must do the same in each: not ask the clock, nor for chance. */
  readonly broadcast: (row: Rule, context: BroadcastContext<Shared, Opened>) => Rows<RuleOut>;
}

/** A dataset with one that every subtask gets all rows of. */
export class BroadcastConnectedDatasets<Row, Rule> {
  readonly #input: Port;
  readonly #rules: Port;

  constructor(input: Port, rules: Port) {
    this.#input = input;
    this.#rules = rules;
  }

  /** What functions make of rows and of broadcast rows. Broadcast rows that end are there, all of them, before any other. */
  process<Out = never, RuleOut = never, Shared extends StateSpec = NoState, Opened = undefined>(
    functions: BroadcastProcess<Row, Rule, Shared, Opened, Out, RuleOut>,
    options: ProcessOptions = {},
  ): Dataset<Out | RuleOut> {
    const names = { row: true, broadcast: true, broadcastState: true, ...lifecycle } as const;
    const given = functionsOf(functions, names, "connect.process");
    const inputs = [rowInput(given, "row", "none"), rowInput(given, "broadcast", "broadcast")];
    return new Dataset(
      stepOf([this.#input, this.#rules], { name: "connect", inputs, keyNames: undefined }, given, options),
    );
  }
}

/** Functions of rows with keys, and of broadcast rows that they meet as state. */
export interface KeyedBroadcastProcess<
  Row,
  Rule,
  Key,
  Spec extends StateSpec,
  Shared extends StateSpec,
  Opened,
  Out,
  RuleOut,
> extends Lifecycle<Opened> {
  /** State of each key. */
  readonly state?: Spec;
  /** What is kept of broadcast rows: the same in every subtask. */
  readonly broadcastState?: Shared;
  readonly row: (row: Row, context: KeyedContext<Key, Spec, Opened> & BroadcastReader<Shared>) => Rows<Out>;
  /** Called in every subtask. It must do the same in each: not ask the clock, nor for chance. */
  readonly broadcast: (row: Rule, context: KeyedBroadcastContext<Key, Spec, Shared, Opened>) => Rows<RuleOut>;
}

/** A keyed dataset with one that every subtask gets all rows of. */
export class KeyedBroadcastConnectedDatasets<Row, Rule, Key> {
  readonly #input: Keyed;
  readonly #rules: Port;

  constructor(input: Keyed, rules: Port) {
    this.#input = input;
    this.#rules = rules;
  }

  /**
   * What functions make of rows and of broadcast rows. Broadcast rows that end are there, all of them, before any other.
   *
   * @example
   * ```ts
   * import { from, state } from "millrace";
   * const limits = from([{ item: "cup", most: 2 }]);
   * const orders = from([{ item: "cup", pieces: 1 }, { item: "cup", pieces: 5 }]);
   * const tooMany = await orders
   *   .keyBy("item")
   *   .connect(limits.broadcast())
   *   .process({
   *     broadcastState: { limits: state.map<string, number>() },
   *     row: (order, { key, broadcastState }) => (order.pieces > (broadcastState.limits.get(key) ?? 9) ? [order] : []),
   *     broadcast: (limit, { broadcastState }) => broadcastState.limits.set(limit.item, limit.most),
   *   })
   *   .collect();
   * console.log(tooMany); // [{ item: "cup", pieces: 5 }]
   * ```
   */
  process<
    Out = never,
    RuleOut = never,
    Timed = never,
    Spec extends StateSpec = NoState,
    Shared extends StateSpec = NoState,
    Opened = undefined,
  >(
    functions: KeyedBroadcastProcess<Row, Rule, Key, Spec, Shared, Opened, Out, RuleOut> &
      OnTimer<Key, Spec, Opened, Timed, BroadcastReader<Shared>>,
    options: ProcessOptions = {},
  ): Dataset<Out | RuleOut | Timed> {
    const names = {
      row: true,
      broadcast: true,
      onTimer: true,
      state: true,
      broadcastState: true,
      ...lifecycle,
    } as const;
    const given = functionsOf(functions, names, "connect.process");
    const { port, key } = this.#input;
    const inputs: ProcessInput[] = [rowInput(given, "row", { key }), rowInput(given, "broadcast", "broadcast")];
    const spec = { name: "connect", inputs, keyNames: key?.names ?? [] };
    return new Dataset(stepOf([exchangeByKey(port, key), this.#rules], spec, given, options));
  }
}

function otherKeys(own: readonly string[], others: readonly string[]): TypeError {
  return new TypeError(
    `Cannot connect keyed datasets as their keys must be alike: got ${own.join(", ")} and ${others.join(", ")}; ` +
      "key both by the same columns, or by lambdas that return equal keys",
  );
}
