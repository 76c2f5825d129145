import { keyedInput } from "../../../../core/operators/keyed-input.ts";
import type { Operator, OperatorContext, OperatorTask } from "../../../../core/operators/operator.ts";
import { valueState } from "../../../../core/state/keyed-state.ts";
import { timerState } from "../../../../core/state/timers.ts";
import { eachRow, valueBatch } from "./value-batch.ts";

export interface Event {
  readonly user: string;
  readonly type: "a" | "b";
  readonly id: number;
}

interface Timed {
  readonly timeMs: number;
  readonly event: Event;
}

const buffered = valueState<readonly Timed[]>("events ahead of the watermark");
const partial = valueState<readonly Timed[]>("a events that wait for a b");
const timers = timerState("times at which something happens");

/**
 * What complex event processing needs of an operator: a then b of one user, less than a bound apart, in the order of
 * event time. Events wait in state for the watermark; partial matches that time out leave by a side output.
 */
export function aThenB(withinMs: number): Operator {
  return {
    name: "a then b",
    sides: ["timeout", "late"],
    state: [buffered, partial, timers],
    selection: "accepts",
    open: (context) => openTask(context, withinMs),
  };
}

function openTask(context: OperatorContext, withinMs: number): OperatorTask {
  const input = keyedInput(context, { lambda: (event: Event) => event.user, names: ["key"] }, []);
  const [waiting, matches, due] = [context.state(buffered), context.state(partial), context.state(timers)];
  const happen = (key: number, timeMs: number): void => {
    const open = matches.get(key) ?? [];
    const timedOut = open.filter((match) => match.timeMs + withinMs <= timeMs);
    let live = open.filter((match) => match.timeMs + withinMs > timeMs);
    const rows = waiting.get(key) ?? [];
    for (const row of rows.filter((each) => each.timeMs === timeMs)) {
      if (row.event.type === "a") {
        live = [...live, row];
        due.set(key, timeMs + withinMs);
        continue;
      }
      const found = live.map((match) => ({ user: row.event.user, a: match.event.id, b: row.event.id }));
      if (found.length > 0)
        context.emit(
          valueBatch(
            found,
            found.map(() => timeMs),
          ),
        );
    }
    if (timedOut.length > 0) context.emit(timeouts(timedOut, withinMs), "timeout");
    matches.set(key, live);
    waiting.set(
      key,
      rows.filter((each) => each.timeMs !== timeMs),
    );
    if (live.length === 0) matches.delete(key);
    if (waiting.get(key)!.length === 0) waiting.delete(key);
  };
  return {
    batch: (given) => {
      const keyed = input(given);
      if (keyed === undefined) return;
      eachRow<Event>(keyed.batch, (event, row, timeMs) => {
        if (timeMs <= context.watermark) return context.emit(valueBatch([event], [timeMs]), "late");
        const key = keyed.keys[row]!;
        waiting.set(key, [...(waiting.get(key) ?? []), { timeMs, event }]);
        due.set(key, timeMs);
      });
    },
    watermark: (timeMs) => {
      for (let timer = due.due(timeMs); timer !== undefined; timer = due.due(timeMs)) happen(timer.key, timer.timeMs);
    },
  };
}

function timeouts(matches: readonly Timed[], withinMs: number) {
  return valueBatch(
    matches.map(({ event }) => event),
    matches.map(({ timeMs }) => timeMs + withinMs),
  );
}
