import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { needsServer, pagesOf, printed, recipePages, recipesOf, withOutputs } from "./recipes.ts";
import { runRecipes } from "./run-recipes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const contents = "docs/cookbook/README.md";
const all = recipePages(root).flatMap(({ path, text }) => recipesOf(path, text));
const recipes = all.filter(({ page }) => !needsServer(page));

describe("the cookbook", () => {
  let outputs: readonly string[] = [];

  beforeAll(async () => {
    outputs = await runRecipes(recipes);
  }, 240_000);

  test.each(recipes.map((recipe, at) => ({ at, where: `${recipe.page}:${recipe.line}`, ...recipe })))(
    "$where $question prints what the page shows",
    ({ at, output }) => {
      expect(outputs[at]).toBe(output);
      expect(output).not.toBe("");
    },
  );

  test("its contents name each page and each question, in their order", () => {
    const listed = [
      ...pagesOf(root, "docs/cookbook")
        .find(({ path }) => path === contents)!
        .text.matchAll(/^- \[(.+\?)\]\((.+?)#/gm),
    ];
    expect(listed.map(([, question, page]) => `docs/cookbook/${page} ${question}`).sort()).toEqual(
      all.map(({ page, question }) => `${page} ${question}`).sort(),
    );
  });
});

const page = (...blocks: readonly string[]): string => `# Page\n\n## Why?\n\n${blocks.join("\n\n")}\n`;
const code = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

describe("a recipe", () => {
  const files = code("csv a/b.csv", "x\n1");
  const read =
    'import { readFileSync } from "node:fs";\nconsole.log(readFileSync("a/b.csv", "utf8"), process.argv.length);';

  test("is a question, files beside it, what runs, and what that prints", async () => {
    const [recipe] = recipesOf("p.md", page(files, code("ts", read), code("text", "old")));
    expect(recipe).toMatchObject({
      page: "p.md",
      line: 3,
      question: "Why?",
      files: [{ name: "a/b.csv", text: "x\n1\n" }],
    });
    expect(recipe!.output).toBe("old");
  });

  test.each([
    [
      "two blocks that run",
      page(code("ts", "1"), code("sh", "ls"), code("text", "")),
      "one block of ts or sh that runs: has 2",
    ],
    ["no output", page(code("ts", "1")), "one block of text with what it prints: has 0"],
    [
      "a block that is nothing of these",
      page(code("json", "{}"), code("ts", "1"), code("text", "")),
      "neither run, nor",
    ],
    ["26 lines of code", page(code("ts", "1;\n".repeat(26)), code("text", "")), "has 26 lines of code"],
    ["no question", page(code("ts", "1"), code("text", "")).replace("?", ""), "must be the question"],
  ])("with %s is refused by page and line", (_, text, message) => {
    expect(() => recipesOf("p.md", text)).toThrow(`p.md:3 "Why`);
    expect(() => recipesOf("p.md", text)).toThrow(message);
  });

  test("that throws, ends its process or prints to either stream is told as what it printed, and those after it still run", async () => {
    const texts = ['throw new Error("one");', "process.exit(3);", 'console.error("err"); console.log("out");'];
    const all = texts.map((text) => recipesOf("p.md", page(code("ts", text), code("text", "")))[0]!);
    const shell = recipesOf("p.md", page(files, code("sh", "cat a/b.csv; echo $TZ >&2; exit 1"), code("text", "")))[0]!;
    const [thrown, ended, both, commands] = await runRecipes([...all, shell]);
    expect(thrown).toContain("threw Error: one");
    expect(ended).toBe("the process ended within it (3)");
    expect(both).toBe("err\nout");
    expect(commands).toBe("x\n1\nAsia/Kolkata");
  });

  test("gets the output that it has now written into its page", () => {
    const text = page(code("ts", "1"), code("text", "old"), "After.") + page(code("ts", "2"), "```text\n```").slice(7);
    const written = withOutputs(text, ["$& new", "second"]);
    expect(recipesOf("p.md", written).map(({ output }) => output)).toEqual(["$& new", "second"]);
    expect(written).toContain("After.");
    expect(printed("\n\n a \n b\t\n\n")).toBe(" a\n b");
  });
});
