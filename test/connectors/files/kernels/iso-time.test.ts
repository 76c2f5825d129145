import fc from "fast-check";
import { expect, test } from "vitest";
import { isoTime } from "../../../../connectors/files/kernels/iso-time.ts";
import { typeOfText } from "../../../../connectors/files/text/text-type.ts";

function timeOf(text: string): number {
  const bytes = new TextEncoder().encode(`x${text}-01-01`);
  return isoTime(bytes, 1, bytes.length - 7);
}

test("every time that Date writes is read as that time, from 271821 years before 0 to 275760 behind", () => {
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (time) => {
      const text = new Date(time).toISOString();
      expect(timeOf(text)).toBe(time);
      const date = text.slice(0, text.indexOf("T"));
      expect(timeOf(date)).toBe(Date.parse(`${date}T00:00:00Z`));
      expect([typeOfText(text).kind, typeOfText(date).kind]).toEqual(["timestamp", "date"]);
    }),
  );
  expect([timeOf("+275760-09-13"), timeOf("-271821-04-20"), timeOf("+002024-05-01")]).toEqual([
    8.64e15,
    -8.64e15,
    Date.UTC(2024, 4, 1),
  ]);
});

test("microseconds are those of the whole time, as numbers of other sources have them", () => {
  expect(timeOf("1969-12-31T23:59:59.999999Z")).toBe(-0.001);
  fc.assert(
    fc.property(fc.integer({ min: -9e15, max: 9e15 }), (micros) => {
      const seconds = Math.floor(micros / 1e6);
      const text = new Date(seconds * 1000).toISOString();
      const below = String(micros - seconds * 1e6).padStart(6, "0");
      expect(timeOf(text.replace(/\.000Z$/, `.${below}Z`))).toBe(micros / 1000);
    }),
  );
});

test("what is no date, or beyond those that there are, is none", () => {
  for (const text of [
    "-000000-01-01",
    "+275760-09-14",
    "-271821-04-19",
    "+10000-05-01",
    "+010000-13-01",
    "+010000-5-01",
    "+01000x-05-01",
    "+010000",
    "+010000-05",
    "-2024-05-01",
    "2024-05",
    "",
    "+",
  ]) {
    expect(timeOf(text), text).toBeNaN();
  }
});
