import { expect, test } from "vitest";
import { checkPrivateNames } from "./private-names.ts";

function messages(text: string): string[] {
  return checkPrivateNames([{ path: "a.txt", text }]).map(({ line, message }) => `${line} ${message}`);
}

test("a text without hosts and machine paths has no violation", () => {
  expect(messages("see test/work/x.ts, ./root/y and https://example.org/work/")).toEqual([]);
});

test("a registry's host, a fetched-from entry and a machine's path are reported", () => {
  expect(messages(`\nhttps://registry.${"npmjs"}.org/x`)).toEqual([
    `2 it names a registry's host: registry.${"npmjs"}`,
  ]);
  expect(messages(`{ "${"resolved"}": "x" }`)).toHaveLength(1);
  expect(messages(`cd /${"work"}/main`)).toEqual([`1 it names a path of one machine: /${"work"}/`]);
});
