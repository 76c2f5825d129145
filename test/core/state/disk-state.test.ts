import { expect, test } from "vitest";
import { operatorState, valueState } from "../../../core/state/keyed-state.ts";
import { listState } from "../../../core/state/list-state.ts";
import { paneState } from "../../../core/state/pane-state.ts";
import { timerState } from "../../../core/state/timers.ts";
import { userAggregating, userReducing } from "../../../core/state/user/aggregating.ts";
import { userList } from "../../../core/state/user/list.ts";
import { userMap } from "../../../core/state/user/map.ts";
import type { UserState } from "../../../core/state/user/user-state.ts";
import { userValue } from "../../../core/state/user/value.ts";
import { openedAs } from "../../../core/testing/contracts/state/subtasks.ts";
import { memoryFolder } from "../../../core/testing/memory-folder.ts";
import { stateContract } from "../../../core/testing/mod.ts";

// The contract on disk: with next to no memory, so that most of it is read from files; restored from copies and from the files.
for (const snapshots of ["all", "files"] as const) {
  const disk = memoryFolder();
  const how = { snapshots, disk: () => ({ folder: disk.folder, memoryBytes: 1 }) };
  const kept = <Handle>(state: UserState<Handle>): UserState<Handle> => ({
    ...state,
    declare: (name) => openedAs(state.declare(name), how),
  });
  const onDisk = {
    value: (name) => openedAs(valueState<unknown>(name, undefined, "memory or disk"), how),
    panes: (name, foldings) => openedAs(paneState(name, foldings, "apart", [], "memory or disk"), how),
    timers: (name) => openedAs(timerState(name), how),
    operator: operatorState<number>,
    list: listState<unknown>,
    user: {
      value: (expiry) => kept(userValue(expiry)),
      list: (expiry) => kept(userList(expiry)),
      map: (expiry) => kept(userMap(expiry)),
      reducing: (reduce, expiry) => kept(userReducing(reduce, expiry)),
      aggregating: (folding, value, expiry) => kept(userAggregating(folding, value, expiry)),
    },
    remove: async () => undefined,
  } satisfies Parameters<typeof stateContract>[0] extends () => Promise<infer Under> ? Under : never;
  for (const { name, run } of stateContract(async () => onDisk))
    test(`${name} (restored from ${snapshots === "all" ? "copies" : "files"})`, run);

  test(`the contract has met files (restored from ${snapshots === "all" ? "copies" : "files"})`, () => {
    expect([disk.made > 10, disk.reads > 1000, disk.writes > 10]).toEqual([true, true, true]);
  });
}
