import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Example } from "../architecture/examples.ts";
import { runExamples, writeExamples } from "./run-examples.ts";

async function problems(...codes: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-examples-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const examples: Example[] = codes.map((code, index) => ({ file: "core/a.ts", line: index + 1, code }));
  const violations = await runExamples(examples, writeExamples(examples, folder), folder);
  return violations.map(({ line, message }) => `${line} ${message.split("\n")[0]}`);
}

test("examples that end have no violation", async () => {
  expect(await problems("const a: number = 1;\nexport {};", "await Promise.resolve();\nexport {};")).toEqual([]);
});

test("an example that throws is reported, and those after it still run", async () => {
  expect(await problems('throw new Error("one");', "1;", 'throw new Error("three");')).toEqual([
    "1 the example fails: Error: one",
    "3 the example fails: Error: three",
  ]);
});

test("an example that ends the process, or throws later, is reported, and those after it still run", async () => {
  const found = await problems("process.exit(0);", 'throw new Error("two");');
  expect(found).toEqual([
    "1 the example fails: the process ended within it (code 0)",
    "2 the example fails: Error: two",
  ]);
});
