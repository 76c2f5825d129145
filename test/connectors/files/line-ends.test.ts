import fc from "fast-check";
import { expect, test } from "vitest";
import { readCsv } from "../csv/read-csv.ts";
import { readJson } from "../json-lines/read-json.ts";

test("a CSV whose lines end in carriage returns has its rows", async () => {
  expect((await readCsv("x,name\r1,a\r2,b\r")).rows).toEqual([
    { x: 1, name: "a" },
    { x: 2, name: "b" },
  ]);
  expect((await readCsv("x;y\r1;2")).rows).toEqual([{ x: 1, y: 2 }]);
  expect((await readCsv('x,y\r"a\rb","c\nd"\r')).rows).toEqual([{ x: "a\rb", y: "c\nd" }]);
});

test("a carriage return in a file whose lines end in newlines is a character", async () => {
  expect((await readCsv("x,y\na\rb,1\n")).rows).toEqual([{ x: "a\rb", y: 1 }]);
  expect((await readCsv('"x\r",y\na,1\n')).rows).toEqual([{ "x\r": "a", y: 1 }]);
  expect((await readCsv("x,y\r\n1,2\r\n")).rows).toEqual([{ x: 1, y: 2 }]);
});

test("bad rows of such a file are told by their lines", async () => {
  const bad: string[] = [];
  const { rows } = await readCsv("x,y\r1,2\r3\r4,5\r", { onBadRecord: ({ message }) => void bad.push(message) });
  expect(rows).toHaveLength(2);
  expect(bad[0]).toMatch(/^Cannot read line 3 of ".*" as a row must have 2 fields, as the header has: got 1 in "3"; /);
});

const field = fc.string({ unit: fc.constantFrom("a", "1", "\r", "\n", ",", '"', '""', "é"), maxLength: 6 });

test("any CSV with carriage returns has the rows of the same with newlines, wherever its bytes are cut", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, windowBytes, batchRows) => {
        const lines = [["x", "y"], ...rows].map((row) =>
          row.map((text) => `"${text.replaceAll('"', '""')}"`).join(","),
        );
        const usual = await readCsv(lines.join("\n"));
        const mac = await readCsv(lines.join("\r"), { windowBytes, batchRows, splitBytes: 20 });
        expect(mac.rows).toEqual(usual.rows);
      },
    ),
    { numRuns: 150 },
  ));

test("JSON lines that end in carriage returns are lines", async () => {
  const { rows } = await readJson('{"a":1,"b":2}\r{"a":3,"b":4}\r{"a":5,"b":6}\n', { columns: ["a"], windowBytes: 16 });
  expect(rows).toEqual([{ a: 1 }, { a: 3 }, { a: 5 }]);
});
