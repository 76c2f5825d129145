import { operatorBytes, type StateDeclaration, type StateHost } from "../state.ts";
import type { UserState, UserStore } from "./user-state.ts";

/** The one key that broadcast state is kept under. */
export const broadcastKey = 0;

/**
 * Declares state that belongs to no key and is the same in every subtask: a snapshot holds each one's copy, and any of
 * them serves all subtasks of a restored run, however many.
 */
export function broadcastState<Handle>(name: string, state: UserState<Handle>): StateDeclaration<UserStore<Handle>> {
  const inner = state.declare(name);
  const { asked } = inner;
  return {
    name,
    scope: "operator",
    form: `broadcast ${inner.form}`,
    // Whoever asks has it of any key's subtask.
    ...(asked && { asked: { by: asked.by, give: (store, _, at) => asked.give(store, broadcastKey, at) } }),
    create: (host: StateHost) => {
      const store = inner.create({ ...host, disk: undefined });
      return {
        handle: (cursor) => store.handle(cursor),
        keys: () => store.keys(),
        has: (cursor) => store.has(cursor),
        cleanUp: (nowMs, budget) => store.cleanUp(nowMs, budget),
        get nextCleanUpMs() {
          return store.nextCleanUpMs;
        },
        snapshot: () => {
          const snapshot = store.snapshot();
          return { scope: "operator", parts: snapshot.scope === "keyed" ? [...snapshot.groups.values()] : [] };
        },
        restore: (parts) => {
          const copy = operatorBytes(parts).slice(0, 1);
          store.restore([{ scope: "keyed", groups: new Map(copy.map((bytes) => [broadcastKey, bytes])) }]);
        },
        footprint: () => store.footprint?.() ?? { entries: 0, bytes: 0 },
        // The key is a number, which is not among those that are remembered.
        eachKey: () => undefined,
      };
    },
  };
}

/** A handle that may be read and not changed. */
export type ReadOnly<Handle> = Omit<Handle, (typeof changing)[number]>;

const changing = ["set", "setAll", "add", "addAll", "delete", "clear"] as const;

/** The same handle, of which all that changes it throws. */
export function readOnly<Handle>(handle: Handle, name: string): ReadOnly<Handle> {
  const refuse = (): never => {
    throw new TypeError(
      `Cannot change broadcast state ${JSON.stringify(name)} here as every subtask's copy must stay the same: got a change from ` +
        "a row that is not broadcast; change it in `broadcast`",
    );
  };
  const refused = changing.filter((method) => method in (handle as object)).map((method) => [method, refuse]);
  // The handle as prototype, so that its getters go on reading.
  return Object.assign(Object.create(handle as object), Object.fromEntries(refused));
}
