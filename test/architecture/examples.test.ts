import { expect, test } from "vitest";
import { examplesOf, examplesOfMarkdown } from "./examples.ts";
import { sourceOf } from "./source.ts";

const entries = { millrace: "core/mod.ts" };

function documented(example: string, extra = ""): string {
  return `${extra}/**\n * One.\n *\n * @example\n${example.replace(/^/gm, " * ")}\n */\nexport function one(): void {}\n`;
}

test("an example becomes a module that imports what it uses of its own file", () => {
  const source = sourceOf("core/data/one.ts", documented("```ts\none();\nconst x = { one: 1 };\n```"));
  expect(examplesOf([source], entries)).toEqual({
    examples: [
      {
        file: "core/data/one.ts",
        line: 4,
        code: 'import { one } from "../core/data/one.ts";\none();\nconst x = { one: 1 };\nexport {};\n',
      },
    ],
    violations: [],
  });
});

test("what a public entry exports is imported by its public name, types as types", () => {
  const sources = [
    sourceOf("core/mod.ts", 'export * from "./data/one.ts"; export { range } from "./dataset/range.ts";'),
    sourceOf("core/dataset/range.ts", "export const range = 1; export const hidden = 1;"),
    sourceOf(
      "core/data/one.ts",
      documented("```ts\nlet o: Options = one(range, hidden);\n```", "export type Options = 1;\n"),
    ),
  ];
  expect(examplesOf(sources, entries).examples[0]!.code).toBe(
    'import type { Options } from "millrace";\nimport { one } from "millrace";\nimport { range } from "millrace";\n' +
      "let o: Options = one(range, hidden);\nexport {};\n",
  );
});

test("an example's own imports and declarations are left alone", () => {
  const code = '```ts\nimport { one } from "millrace";\none();\n```';
  const { examples } = examplesOf([sourceOf("core/data/one.ts", documented(code))], entries);
  expect(examples[0]!.code).toBe('import { one } from "millrace";\none();\nexport {};\n');
});

test("examples of members are found, those of what is not exported are not", () => {
  const text = `
    export interface Box {
      /** @example
       * \`\`\`ts
       * 1;
       * \`\`\`
       */
      open(): void;
    }
    /** @example
     * \`\`\`ts
     * 2;
     * \`\`\`
     */
    function hidden() {}`;
  expect(examplesOf([sourceOf("core/data/box.ts", text)], entries).examples.map(({ code }) => code)).toEqual([
    "1;\nexport {};\n",
  ]);
});

test("an example without a ts block is a violation", () => {
  const { violations } = examplesOf([sourceOf("core/data/one.ts", documented("one();"))], entries);
  expect(violations.map(({ line, message }) => `${line} ${message}`)).toEqual(["4 this @example has no ```ts block"]);
});

test("Markdown gives its plain ts blocks, and no other", () => {
  const text = "# Title\n\n```ts\nlet a = 1;\n```\n\n```sh\nls\n```\n\n```ts bad\nlet b = 1;\n```\n";
  expect(examplesOfMarkdown("README.md", text)).toEqual([
    { file: "README.md", line: 3, code: "let a = 1;\nexport {};\n" },
  ]);
});
