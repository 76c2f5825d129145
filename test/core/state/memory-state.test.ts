import { test } from "vitest";
import { operatorState, valueState } from "../../../core/state/keyed-state.ts";
import { listState } from "../../../core/state/list-state.ts";
import { paneState } from "../../../core/state/pane-state.ts";
import { timerState } from "../../../core/state/timers.ts";
import { stateContract } from "../../../core/testing/mod.ts";

const memory = {
  value: valueState<unknown>,
  panes: paneState,
  timers: timerState,
  operator: operatorState<number>,
  list: listState<unknown>,
  remove: async () => undefined,
};

for (const { name, run } of stateContract(async () => memory)) test(name, run);
