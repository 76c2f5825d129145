import { expect, test } from "vitest";
import { type RunEvent, recordOf } from "../../../cli/serve/history.ts";
import { type Submission, submissionOf } from "../../../cli/serve/submission.ts";

const submission: Submission = submissionOf({ module: "orders.ts", checkpoint: "10s" });
const submitted: RunEvent = { atMs: 1, event: "submitted", submission };
const starting: RunEvent = { atMs: 2, event: "starting", attempt: 1, from: "latest" };
const started: RunEvent = { atMs: 3, event: "started", attempt: 1, process: 9, port: 4711, token: "t" };

const linesOf = (...events: readonly RunEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join("");

test("a history without its first line is of no run", () => {
  expect(recordOf("")).toBeUndefined();
  expect(recordOf(linesOf(starting))).toBeUndefined();
  expect(recordOf(linesOf(submitted).slice(0, -1))).toBeUndefined();
});

test("a line that was not written to its end counts for nothing, and is counted where others came behind it", () => {
  const text = linesOf(submitted, starting, started);
  expect(recordOf(text.slice(0, -5))).toMatchObject({ state: "starting", unreadableLines: 0 });
  const torn = `${linesOf(submitted, starting)}{"atMs":3,"event":"sta\n${linesOf(started)}null\n`;
  expect(recordOf(torn)).toMatchObject({ state: "running", unreadableLines: 2, place: { process: 9 } });
});

test("what was told to end before it answered is still told to", () => {
  const canceling: RunEvent = { atMs: 3, event: "canceling" };
  expect(recordOf(linesOf(submitted, starting, canceling, started))).toMatchObject({ state: "canceling" });
});

test("a stop that was refused leaves it running, a savepoint that was refused changes nothing", () => {
  const stopping: RunEvent = { atMs: 4, event: "stopping", drain: false };
  const refused = (what: "stop" | "savepoint"): RunEvent => ({ atMs: 5, event: "refused", what, reason: "no" });
  expect(recordOf(linesOf(submitted, starting, started, stopping))?.state).toBe("stopping");
  expect(recordOf(linesOf(submitted, starting, started, stopping, refused("stop")))?.state).toBe("running");
  expect(recordOf(linesOf(submitted, starting, started, stopping, refused("savepoint")))?.state).toBe("stopping");
});

test("warnings are kept, and events of a later version do no harm", () => {
  const warned: RunEvent = { atMs: 4, event: "warned", attempt: 1, text: "Restarting in 1.0 s: no" };
  const later = { atMs: 5, event: "of a later version" } as unknown as RunEvent;
  const record = recordOf(linesOf(submitted, starting, started, warned, later));
  expect(record?.state).toBe("running");
  expect(record?.events.map(({ event }) => event)).toEqual([
    "submitted",
    "starting",
    "started",
    "warned",
    "of a later version",
  ]);
});
