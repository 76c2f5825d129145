import type { AskedAt, AskedFor } from "../state.ts";
import type { UserStore } from "./user-state.ts";

/** Lets a run be asked for user's state: what `read` gives of a key that has some. */
export function askedBy<Handle>(read: (handle: Handle) => unknown): AskedFor<UserStore<Handle>> {
  const give = (store: UserStore<Handle>, key: number, { eventMs, processingMs }: AskedAt): unknown => {
    // Reading may count as an update, and remove what has expired: that is taken back.
    const undo: (() => void)[] = [];
    const cursor = { key, eventMs, processingMs, undo };
    const value = store.has(cursor) ? read(store.handle(cursor)) : undefined;
    for (let undone = undo.pop(); undone !== undefined; undone = undo.pop()) undone();
    return value;
  };
  return { by: "name", give };
}
