import { expect, test } from "vitest";
import { state } from "../../../core/mod.ts";

test("a time to live is a duration, or says what counts as an update, what is seen, and by which time", () => {
  expect(state.value({ ttl: "1h" }).expires).toBe("processing");
  expect(state.list({ ttl: { after: 5, time: "event" } }).expires).toBe("event");
  expect(state.map({ ttl: { after: 5, updates: "disabled" } }).expires).toBeUndefined();
  expect(state.value().expires).toBeUndefined();
});

test("what is no time to live is refused", () => {
  expect(() => state.value({ ttl: 0 })).toThrow(
    /Cannot take 0 as the ttl of state.value\(…\) as it must be a whole number of ms above 0/,
  );
  expect(() => state.map({ ttl: "soon" })).toThrow(/Cannot take "soon" as the ttl of state.map/);
  expect(() => state.list({ ttl: { after: 5, updates: "onWrite" as never } })).toThrow(/updates/);
  expect(() => state.list({ tll: 5 } as never)).toThrow(/Cannot set "tll" in state.list\(…\).*did you mean/);
});

test("what does not fold is refused", () => {
  expect(() => state.reducing(5 as never)).toThrow(
    /Cannot make state.reducing\(…\) as it takes a function of two values: got number/,
  );
  expect(() => state.aggregating({} as never)).toThrow(/Cannot make state.aggregating\(…\) as it takes an aggregate/);
});
