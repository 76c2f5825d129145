import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { readSources } from "../architecture/source.ts";
import { publicEntries, readManifests } from "../tools/entries.ts";
import { sourcePages } from "../tools/site/sources.ts";
import { docsModules } from "./docs-modules.ts";
import { guidePages, stepsOf, withStepOutputs } from "./guides.ts";
import { runRecipes } from "./run-recipes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const steps = guidePages(root).flatMap(({ path, text }) => stepsOf(path, text));

describe("the guides", () => {
  let outputs: readonly string[] = [];

  beforeAll(async () => {
    outputs = await runRecipes(steps);
  }, 180_000);

  test.each(steps.map((step, at) => ({ at, where: `${step.page}:${step.line}`, ...step })))(
    "$where prints what the page shows",
    ({ at, output }) => {
      expect(outputs[at]).toBe(output);
      expect(output).not.toBe("");
    },
  );

  test("are looked at by the compiler, as all pages of docs/ with code", () => {
    const modules = docsModules(root, readSources(root), publicEntries(readManifests(root)));
    const files = new Set(modules.map(({ file }) => file));
    const pages = sourcePages(root).filter(({ path, text }) => path.startsWith("docs/") && text.includes("\n```ts"));
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.map(({ path }) => path).filter((path) => !files.has(path))).toEqual([]);
  }, 120_000);
});

describe("a step of a guide", () => {
  const code = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

  test("is a block that runs, the files above it, and what it prints", () => {
    const page = [
      code("csv a.csv", "x\n1"),
      code("ts", "1"),
      code("text", "one"),
      code("console", "ls"),
      code("", "so"),
    ];
    const [step, ...others] = stepsOf("p.md", page.join("\n"));
    expect(others).toEqual([]);
    expect(step).toMatchObject({
      line: 6,
      files: [{ name: "a.csv", text: "x\n1\n" }],
      run: { kind: "ts", text: "1\n" },
    });
    expect(withStepOutputs(page.join(""), ["two"])).toBe(page.join("").replace("one", "two"));
  });

  test.each([
    ["no output", code("ts", "1"), "p.md:1 what runs must be followed by a block of text"],
    [
      "another block before its output",
      code("ts", "1") + code("ts", "2") + code("text", ""),
      "p.md:1 what runs must be",
    ],
    ["an output of nothing", code("text", "1"), "p.md:1 a block of text must follow what prints it"],
    ["a line that is too wide", code("ts", `1;\n${"x".repeat(89)}`), "p.md:3 has more than 88 letters"],
    ["a block of no name that is not run", code("json", "1"), "p.md:1 a block of json must have the name of a file"],
  ])("with %s is refused by page and line", (_, text, message) => {
    expect(() => stepsOf("p.md", text)).toThrow(message);
  });
});
