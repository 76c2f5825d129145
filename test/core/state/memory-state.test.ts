import { test } from "vitest";
import { operatorState, valueState } from "../../../core/state/keyed-state.ts";
import { listState } from "../../../core/state/list-state.ts";
import { paneState } from "../../../core/state/pane-state.ts";
import { timerState } from "../../../core/state/timers.ts";
import { userAggregating, userReducing } from "../../../core/state/user/aggregating.ts";
import { userList } from "../../../core/state/user/list.ts";
import { userMap } from "../../../core/state/user/map.ts";
import { userValue } from "../../../core/state/user/value.ts";
import { stateContract } from "../../../core/testing/mod.ts";

const memory = {
  value: valueState<unknown>,
  panes: paneState,
  timers: timerState,
  operator: operatorState<number>,
  list: listState<unknown>,
  user: { value: userValue, list: userList, map: userMap, reducing: userReducing, aggregating: userAggregating },
  remove: async () => undefined,
};

for (const { name, run } of stateContract(async () => memory)) test(name, run);
