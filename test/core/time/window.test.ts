import { expect, test } from "vitest";
import {
  countWindow,
  cumulate,
  customWindow,
  globalWindow,
  session,
  sliding,
  tumbling,
  windowText,
} from "../../../core/time/window.ts";

test("windows say in a few words what they are", () => {
  expect(windowText(tumbling("10s"))).toBe("tumbling 10 s");
  expect(windowText(sliding("6h", { every: "1h" }))).toBe("sliding 6 h every 1 h");
  expect(windowText(cumulate("1h", { upTo: "1d" }))).toBe("cumulate 1 h up to 1 d");
  expect(windowText(session("30m"))).toBe("session, gap 30 m");
  expect(windowText(session(() => 5))).toBe("session, gap by row");
  expect(windowText(tumbling("10s", { time: "processing" }))).toBe("tumbling 10 s of processing time");
  expect(windowText(countWindow(5, { every: 2 }))).toBe("count 5 every 2");
  expect(windowText(globalWindow())).toBe("global");
  expect(windowText(customWindow("shifts", () => []))).toBe("shifts");
});

test("windows of processing time are the same windows by another clock", () => {
  expect(sliding(10, { every: 5, time: "processing" })).toEqual({ kind: "processing", of: sliding(10, { every: 5 }) });
  expect(cumulate(5, { upTo: 10, time: "processing" })).toEqual({ kind: "processing", of: cumulate(5, { upTo: 10 }) });
  expect(session(5, { time: "processing" })).toEqual({ kind: "processing", of: session(5) });
});

test("sizes that make no windows are refused with what to do instead", () => {
  expect(() => tumbling(0)).toThrow(/Cannot take 0 as the size of a tumbling window.*above 0/);
  expect(() => tumbling("soon")).toThrow(/size of a tumbling window.*must be a duration/);
  expect(() => sliding(5, { every: 10 })).toThrow(/slide must not exceed its size.*use tumbling\(5\)/);
  expect(() => cumulate(4, { upTo: 10 })).toThrow(/whole number of steps.*use a size of 12 ms/);
  expect(() => session(-1)).toThrow(/gap of a session window.*above 0/);
  expect(() => countWindow(2.5)).toThrow(/size must be a whole number above 0: got 2.5/);
});

test("windows of one's own without a name or a function are refused at once", () => {
  expect(() => customWindow("w" as string, undefined as never)).toThrow(
    /takes a name and a function .*: got "w" and undefined/,
  );
  expect(() => customWindow({ name: "w" } as never, (() => []) as never)).toThrow(/Cannot make windows of your own/);
});
