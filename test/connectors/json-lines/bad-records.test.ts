import { expect, test } from "vitest";
import { schema } from "../../../core/data/user-schema.ts";
import { readJson, withBad } from "./read-json.ts";

test("a malformed line is a bad record, and the others are read", async () => {
  const content = '{"a":1}\n{"a":2\n{"a":}\n[1]\n7\n{"a":"x\ty"}\n{"a":01}\n{"a":3}\n';
  const { rows, bad, messages } = await withBad(content);
  expect(rows).toEqual([{ a: 1 }, { a: 3 }]);
  expect(bad.map(({ position, text }) => [position, text])).toEqual([
    ["line 2", '{"a":2'],
    ["line 3", '{"a":}'],
    ["line 4", "[1]"],
    ["line 5", "7"],
    ["line 6", '{"a":"x\ty"}'],
    ["line 7", '{"a":01}'],
  ]);
  expect(messages[0]).toBe(
    'Cannot read line 2 of "lines.jsonl" as each line must be a JSON object: got "{\\"a\\":2"; ' +
      'mend the line, or say from(…, { onError: "skip" })',
  );
});

test("a bad escape or value in the middle of a line is a bad record", async () => {
  const { rows, bad } = await withBad(
    '{"a":"x","b":[1]}\n{"a":"\\x","b":[2]}\n{"a":"y","b":[3,]}\n{"a":"z","b":[4]}\n',
  );
  expect(rows).toEqual([
    { a: "x", b: [1] },
    { a: "z", b: [4] },
  ]);
  expect(bad.map(({ position }) => position)).toEqual(["line 2", "line 3"]);
});

test("absent values of a line that was malformed do not stick to the line after it", async () => {
  expect((await withBad('{"a":1,"b":2}\n{"b":3,\n{"a":4,"b":5}\n')).rows).toEqual([
    { a: 1, b: 2 },
    { a: 4, b: 5 },
  ]);
});

test("an integer past 2^53 is no int64, however it is written", async () => {
  const texts = ["9007199254740993", "9007199254740993.0", "9007199254740993e0", "9007199254740992.0"];
  const content = `{"id":5.0}\n${texts.map((text) => `{"id":${text}}\n`).join("")}`;
  const { rows, bad } = await withBad(content, { schema: schema({ id: "int64" }) });
  expect(rows).toEqual([{ id: 5 }]);
  expect(bad.map(({ position, column }) => [position, column])).toEqual(texts.map((_, at) => [`line ${at + 2}`, "id"]));
});

test("a value that does not fit its declared type is a bad record", async () => {
  const declared = schema({ id: "int32", at: "timestamp", name: "string" });
  const content = [
    '{"id":1,"at":0,"name":"x"}',
    '{"id":1.5,"at":0,"name":"x"}',
    '{"id":9007199254740993,"at":0,"name":"x"}',
    '{"id":2147483648,"at":0,"name":"x"}',
    '{"id":1,"at":"soon","name":"x"}',
    '{"id":1,"at":0,"name":5}',
    '{"name":{"a":1},"id":1,"at":0}',
    '{"id":2,"at":0,"name":"y"}',
  ].join("\n");
  const { rows, bad, messages } = await withBad(content, { schema: declared });
  expect(rows).toEqual([
    { id: 1, at: 0, name: "x" },
    { id: 2, at: 0, name: "y" },
  ]);
  expect(bad.map(({ position, column, text }) => [position, column, text])).toEqual([
    ["line 2", "id", "1.5"],
    ["line 3", "id", "9007199254740993"],
    ["line 4", "id", "2147483648"],
    ["line 5", "at", '"soon"'],
    ["line 6", "name", "5"],
    ["line 7", "name", '{"a":1}'],
  ]);
  expect(messages[4]).toBe(
    'Cannot read column "name" at line 6 of "lines.jsonl" as it must be string: got "5"; ' +
      'mend the value, change its type in the schema, or say from(…, { onError: "skip" })',
  );
});

test("a number that no double holds is a bad record", async () => {
  const { rows, messages } = await withBad('{"a":1.5}\n{"a":1e400}\n{"a":2}\n');
  expect(rows).toEqual([{ a: 1.5 }, { a: 2 }]);
  expect(messages).toEqual([
    'Cannot read line 2 of "lines.jsonl" as numbers must be within what a double holds: got 1e400; ' +
      'mend the line, or say from(…, { onError: "skip" })',
  ]);
});

test("bytes that are not UTF-8 are a bad record", async () => {
  const content = Uint8Array.from('{"a":"x"}\n{"a":"\xe4"}\n{"a":"z"}\n', (character) => character.charCodeAt(0));
  const { rows, messages } = await withBad(content);
  expect(rows).toEqual([{ a: "x" }, { a: "z" }]);
  expect(messages).toEqual([
    'Cannot read line 2 of "lines.jsonl" as its bytes must be UTF-8: got "{\\"a\\":\\"�\\"}"; ' +
      'mend the line, or say from(…, { onError: "skip" })',
  ]);
});

test("a line longer than the limit is a bad record", async () => {
  const content = `{"a":"x"}\n{"a":"${"y".repeat(5000)}"}\n{"a":"z"}\n`;
  const { rows, bad } = await withBad(content, { maxRecordBytes: 1000, windowBytes: 100 });
  expect(rows).toEqual([{ a: "x" }, { a: "z" }]);
  expect(bad.map(({ position }) => position)).toEqual(["line 2"]);
});

test.each([100, 999, 1003, undefined])("lines within windows of %s bytes have the limit, too", async (windowBytes) => {
  const line = (bytes: number): string => `{"a":"${"y".repeat(bytes - 8)}"}`;
  const { rows, bad } = await withBad(`{"a":"x"}\n${line(1000)}\n${line(1001)}\n\n{"a":"z"}\n${line(5000)}`, {
    maxRecordBytes: 1000,
    ...(windowBytes === undefined ? {} : { windowBytes }),
  });
  expect(rows.map((row) => String((row as { a: unknown }).a).length)).toEqual([1, 992, 1]);
  expect(bad.map(({ position }) => position)).toEqual(["line 3", "line 6"]);
});

test("more keys than can be columns are a bad record", async () => {
  const many = Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`k${at}`, at]));
  const { rows, messages } = await withBad(`{"a":1}\n${JSON.stringify(many)}\n{"a":2}\n`, { sampleBytes: 8 });
  expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
  expect(messages[0]).toMatch(
    /^Cannot read line 2 of "lines.jsonl" as a file must have at most 2000 different keys: got 2002 with those of this line; /,
  );
});

test("the first bad record fails the read where they are not to be skipped", async () => {
  await expect(readJson('{"a":1}\nx\n')).rejects.toThrow(
    /^Cannot read line 2 of ".*" as each line must be a JSON object/,
  );
});

test("a comma behind each object is no CSV", async () => {
  await expect(readJson('{"a":1},\n{"a":2},\n')).rejects.toThrow(
    /^Cannot read line 1 of ".*" as each line must be a JSON object: got "\{\\"a\\":1\},"/,
  );
});

test.each([
  ['[{"a":1}]', '"[{\\"a\\":1}]" at its beginning; write each object on a line of its own, as `jq -c .[]` does'],
  ['{\n  "a": 1\n}\n', '"{" at its beginning; write each object on a line of its own, as `jq -c .` does'],
  [Uint8Array.of(0xff, 0xfe, 0x7b, 0), "UTF-16; convert it to UTF-8"],
])("a file that holds no lines of objects is refused: %j", async (content, expected) => {
  const message = await readJson(content).then(
    () => "",
    (error: Error) => error.message.replace(/"[^"]*lines\.jsonl"/, '"lines.jsonl"'),
  );
  expect(message).toBe(`Cannot read "lines.jsonl" as JSON lines as each line must be a JSON object: got ${expected}`);
});

test("a line with a number that JSON does not have says so", async () => {
  const { messages } = await withBad('{"a":1}\n{"a":NaN}\n{"a":[-Infinity]}\n{"a":"NaN",}\n');
  expect(messages.map((text) => text.slice(text.indexOf("got"), text.indexOf(";")))).toEqual([
    'got "{\\"a\\":NaN}", and JSON has no NaN: have it written as null',
    'got "{\\"a\\":[-Infinity]}", and JSON has no -Infinity: have it written as null',
    'got "{\\"a\\":\\"NaN\\",}"',
  ]);
});
