import type { Recoverable, StateDeclaration } from "../state.ts";
import type { StateCursor } from "./cursor.ts";
import type { ExpiryTime } from "./expiry.ts";

/** A piece of state that a user's function names: what `state.value()` and its kind give. */
export interface UserState<Handle> {
  /** For errors and plans: `value`, `map`. */
  readonly kind: string;
  /** The time by which it expires; undefined where it does not. */
  readonly expires: ExpiryTime | undefined;
  declare(name: string): StateDeclaration<UserStore<Handle>>;
}

/** State by name. */
export type StateSpec = Readonly<Record<string, UserState<unknown>>>;

/** The handles that a function gets, by name. */
export type StateHandles<Spec extends StateSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends UserState<infer Handle> ? Handle : never;
};

/** What is kept of all keys. */
export interface UserStore<Handle> extends Recoverable {
  /** A handle that shows the state of the key where the cursor stands. */
  handle(cursor: StateCursor): Handle;
  /** The keys that have state, even if it has expired. */
  keys(): Float64Array;
  /** Is told of keys that are about to be asked for: of each row, or of the rows selected. */
  readAhead?(keys: Float64Array, rows: Int32Array | undefined, count: number): void;
  /** Whether the key where the cursor stands has state that has not expired. Does not count as reading it. */
  has(cursor: StateCursor): boolean;
  /** Removes what has expired until so much work is done; gives what is left of it. */
  cleanUp(nowMs: number, budget: number): number;
  /** When it is worth cleaning up again; +∞ where nothing waits. */
  readonly nextCleanUpMs: number;
}
