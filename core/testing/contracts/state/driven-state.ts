import type { SubtaskSnapshot } from "../../../runtime/snapshot.ts";
import type { StateCursor } from "../../../state/user/cursor.ts";
import type { UserState, UserStore } from "../../../state/user/user-state.ts";
import { type VirtualClock, virtualClock } from "../../virtual-clock.ts";
import { openState, type StateOfSubtasks } from "./subtasks.ts";

/** One state, driven by hand. */
export class Driven<Handle> {
  readonly clock: VirtualClock = virtualClock();
  readonly undo: (() => void)[] = [];
  #states: StateOfSubtasks<UserStore<Handle>>;

  constructor(state: UserState<Handle>) {
    this.#states = openState(state.declare("tested"), 1, undefined, this.clock);
  }

  at(key: unknown, processingMs: number = this.clock.nowMs()): Handle {
    if (processingMs > this.clock.nowMs()) this.clock.advanceTo(processingMs);
    const { state, keys } = this.#states.of(key);
    const cursor: StateCursor = {
      key: keys.numberOf(key),
      eventMs: Number.NEGATIVE_INFINITY,
      processingMs,
      undo: this.undo,
    };
    return state.handle(cursor);
  }

  takeBack(): void {
    for (let undone = this.undo.pop(); undone !== undefined; undone = this.undo.pop()) undone();
  }

  /** In other subtasks, and as other state and at a later time, where they are given. */
  restore(parallelism: number, state?: UserState<Handle>, atMs?: number): void {
    if (state === undefined) {
      this.#states = this.#states.restored(parallelism);
      return;
    }
    const snapshots: SubtaskSnapshot[] = this.#states.subtasks.map((each) => each.snapshot());
    if (atMs !== undefined) this.clock.advanceTo(atMs);
    this.#states = openState(state.declare("tested"), parallelism, snapshots, this.clock);
  }

  /** How many keys are in memory, seen or not. */
  get size(): number {
    return this.#states.subtasks.reduce((count, { state }) => count + state.keys().length, 0);
  }

  cleanUp(work: number): void {
    for (const { state } of this.#states.subtasks) state.cleanUp(this.clock.nowMs(), work);
  }
}
