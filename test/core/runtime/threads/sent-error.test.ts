import { expect, test } from "vitest";
import { isNeverRight, neverRight } from "../../../../core/data/never-right.ts";
import { RecordError } from "../../../../core/mod.ts";
import { errorOf, sentError } from "../../../../core/runtime/threads/sent-error.ts";

const crossed = (error: unknown): Error & { code?: string } =>
  errorOf(structuredClone(sentError(error))) as Error & { code?: string };

test("an error comes with its class, message, stack, code and causes", () => {
  const cause = Object.assign(new Error("no such file"), { code: "ENOENT" });
  const error = new RangeError("too far", { cause });
  const read = crossed(error);
  expect(read).toBeInstanceOf(RangeError);
  expect([read.message, read.stack]).toEqual(["too far", error.stack]);
  expect((read.cause as { code: string }).code).toBe("ENOENT");
});

test("an error of a record comes with the record", () => {
  const record = { source: "map", position: "row 7", text: "7", message: "Cannot map" };
  const read = crossed(new RecordError(record, { cause: new TypeError("no") }));
  expect(read).toBeInstanceOf(RecordError);
  expect((read as RecordError).record).toEqual(record);
  expect(read.cause).toBeInstanceOf(TypeError);
});

test("other classes keep their name, stops stay stops, and what is no error stays none", () => {
  class Refused extends Error {
    override readonly name = "Refused";
  }
  expect(crossed(new Refused("no")).name).toBe("Refused");
  expect(crossed(new DOMException("stopped", "AbortError"))).toBeInstanceOf(DOMException);
  expect(crossed("a text")).toBe("a text");
});

test("what no new life of a run would be without is known as that in another thread", () => {
  const read = crossed(neverRight(new TypeError("Cannot join")));
  expect([read.name, read.message, isNeverRight(read)]).toEqual(["TypeError", "Cannot join", true]);
  expect(isNeverRight(crossed(new TypeError("Cannot join")))).toBe(false);
});

test("causes that go round come to an end", () => {
  const error = new Error("round");
  error.cause = error;
  expect(crossed(error).message).toBe("round");
});
