import { expect, test } from "vitest";
import { csvField, csvFields } from "../../../../connectors/files/lines/csv-line.ts";
import { seededRandom } from "../../../../core/platform/mod.ts";

test.each<[string, (string | null)[] | undefined]>([
  ["a,b", ["a", "b"]],
  ["", [null]],
  [",", [null, null]],
  ['"",x', ["", "x"]],
  ['"a,b","c ""d"""', ["a,b", 'c "d"']],
  ['"two\nlines",', ["two\nlines", null]],
  ['a "b" c,"d"', ['a "b" c', "d"]],
  ['"a" ,b', ["a ", "b"]],
  ['"open', undefined],
  ['a,"open ""', undefined],
])("%j has the fields %j", (text, fields) => {
  expect(csvFields(text, ",")).toEqual(fields);
});

test("fields that are written are read as they were", () => {
  const random = seededRandom(9);
  const alphabet = ["a", ";", '"', "\n", "\r", ",", " ", "é"];
  for (let n = 0; n < 2000; n++) {
    const fields = Array.from({ length: 1 + Math.floor(random.next() * 4) }, () =>
      random.next() < 0.2
        ? null
        : Array.from({ length: random.next() * 5 }, () => alphabet[Math.floor(random.next() * 8)]).join(""),
    );
    expect(csvFields(fields.map((field) => csvField(field, ";")).join(";"), ";")).toEqual(fields);
  }
});
