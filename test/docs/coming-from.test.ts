import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { commandOptions } from "../../cli/command-options.ts";
import { comparedCalls, comparisonModule, isCommand } from "./comparisons.ts";
import { pagesOf, sameProgram } from "./recipes.ts";
import { runRecipes } from "./run-recipes.ts";

// That the calls in the tables exist, with these arguments, the compiler says: `npm run check -- types`.

const root = fileURLToPath(new URL("../..", import.meta.url));

const pages = pagesOf(root, "docs/coming-from").filter(({ path }) => !path.endsWith("/README.md"));

describe("a page for those who come from elsewhere", () => {
  let outputs: readonly string[] = [];

  beforeAll(async () => {
    outputs = await runRecipes(pages.map(({ path, text }) => sameProgram(path, text)));
  }, 120_000);

  test.each(pages.map(({ path, text }, at) => ({ path, text, at })))(
    "$path begins with a program that prints what it shows",
    ({ path, text, at }) => {
      expect(outputs[at]).toBe(sameProgram(path, text).output);
      expect(outputs[at]).not.toBe("");
    },
  );

  test.each(pages)("$path has a call of ours beside each of theirs, or says that there is none", ({ text }) => {
    const rows = comparedCalls(text);
    expect(rows.length).toBeGreaterThan(40);
    const silent = rows.filter(({ calls, ours }) => calls.length === 0 && !/^not (there|needed)/.test(ours));
    expect(silent).toEqual([]);
    expect(rows.filter(({ ours }) => ours.startsWith("not there")).length).toBeGreaterThan(2);
  });

  test.each(pages)("$path names commands that there are", ({ text }) => {
    const commands = comparedCalls(text).flatMap(({ calls }) => calls.filter(isCommand));
    const unknown = commands.filter((command) => {
      const [, name, ...words] = command.split(" ");
      const options: readonly string[] = Object.keys(commandOptions[name as keyof typeof commandOptions] ?? {});
      const asked = words.filter((word) => word.startsWith("--")).map((word) => word.slice(2));
      return !(name! in commandOptions) || asked.some((word) => !options.includes(word));
    });
    expect(unknown).toEqual([]);
  });
});

describe("a table of calls", () => {
  const text = [
    "| Spark | danfojs | Millrace |",
    "|---|:-:|---|",
    "| `a` | – | `f(1 \\| 2)`, then `g()` |",
    "| `b` | – | `millrace run job.ts` |",
    "",
    "| name | meaning |",
    "|---|---|",
    "| `c` | `d` |",
  ].join("\n");

  test("gives the code of ours in each row, and its line", () => {
    expect(comparedCalls(text)).toEqual([
      { line: 3, theirs: "`a`", ours: "`f(1 | 2)`, then `g()`", calls: ["f(1 | 2)", "g()"] },
      { line: 4, theirs: "`b`", ours: "`millrace run job.ts`", calls: ["millrace run job.ts"] },
    ]);
  });

  test("becomes a module with the names that its page explains, each call in a block of its own", () => {
    const page = `\`\`\`ts names\nconst x = 1;\n\`\`\`\n${text}`;
    expect(comparisonModule("p.md", page)).toBe(
      "const x = 1;\n{ // p.md:6\n  f(1 | 2);\n}\n{ // p.md:6\n  g();\n}\nexport {};\n",
    );
  });
});
