import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One recipe of the cookbook: a question, what answers it, and what that prints. */
export interface Recipe {
  /** Its page, from the root of the repository. */
  readonly page: string;
  /** Where its heading stands, from 1. */
  readonly line: number;
  readonly question: string;
  /** Files that lie beside it when it runs. */
  readonly files: readonly RecipeFile[];
  /** What runs: a module, or commands of a shell. */
  readonly run: { readonly kind: "ts" | "sh"; readonly text: string };
  /** What the page says that it prints. */
  readonly output: string;
}

export interface RecipeFile {
  readonly name: string;
  readonly text: string;
}

interface Block {
  readonly language: string;
  readonly name: string;
  readonly text: string;
}

const block = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;

const codeLines = 25;

/** The pages of a folder of the documentation, from the root. */
export function pagesOf(root: string, folder: string): { path: string; text: string }[] {
  return globSync(`${folder}/*.md`, { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** The pages with recipes: all but the contents. */
export function recipePages(root: string): { path: string; text: string }[] {
  return pagesOf(root, "docs/cookbook").filter(({ path }) => !path.endsWith("/README.md"));
}

/** Pages of recipes that need a server: tests of it run them. */
const needServers: readonly string[] = ["docs/cookbook/topics.md", "docs/cookbook/buckets.md"];

export function needsServer(page: string): boolean {
  return needServers.includes(page);
}

/** The recipes of a page, in its order. Throws where one is not of the form that all have. */
export function recipesOf(page: string, text: string): Recipe[] {
  const parts = text.split(/^## /m);
  let line = parts[0]!.split("\n").length;
  return parts.slice(1).map((part) => {
    const recipe = recipeOf(page, line, part);
    if (!recipe.question.endsWith("?")) throw badRecipe(recipe, "its heading must be the question that it answers");
    line += part.split("\n").length - 1;
    return recipe;
  });
}

/** The program that a page for those who come from elsewhere begins with: theirs, which is only looked at, and ours, which runs. */
export function sameProgram(page: string, text: string): Recipe {
  const [before = "", part = ""] = text.split(/^## (?=The same )/m);
  const section = part.split(/^## /m)[0]!.replace(/^```(java|python)\n[\s\S]*?^```$/m, "");
  return recipeOf(page, before.split("\n").length, section);
}

/** A page with the outputs that its recipes have now. */
export function withOutputs(text: string, outputs: readonly string[]): string {
  const [before, ...parts] = text.split(/^## /m);
  const changed = parts.map((part, at) =>
    part.replace(/^```text\n[\s\S]*?^```$/m, () => `\`\`\`text\n${outputs[at]}\n\`\`\``),
  );
  return [before, ...changed].join("## ");
}

/** What is compared: lines without spaces at their ends, and no empty ones around them. */
export function printed(text: string): string {
  return text.replace(/[ \t]+$/gm, "").replace(/^\n+|\n+$/g, "");
}

function badRecipe({ page, line, question }: Pick<Recipe, "page" | "line" | "question">, what: string): SyntaxError {
  return new SyntaxError(`${page}:${line} "${question}": ${what}`);
}

function recipeOf(page: string, line: number, part: string): Recipe {
  const question = part.split("\n")[0]!;
  const blocks = [...part.matchAll(block)].map(
    ([, language, name, text]): Block => ({ language: language!, name: name!.trim(), text: text! }),
  );
  const files = blocks.filter(({ name }) => name !== "");
  const run = blocks.filter(({ language, name }) => name === "" && (language === "ts" || language === "sh"));
  const output = blocks.filter(({ language, name }) => name === "" && language === "text");
  const refuse = (what: string): never => {
    throw badRecipe({ page, line, question }, what);
  };
  if (run.length !== 1) refuse(`must have one block of ts or sh that runs: has ${run.length}`);
  if (output.length !== 1) refuse(`must have one block of text with what it prints: has ${output.length}`);
  if (blocks.length !== files.length + 2) refuse("has a block that is neither run, nor a named file, nor its output");
  for (const { language, text } of blocks) {
    const lines = text.trimEnd().split("\n").length;
    if (language === "ts" && lines > codeLines) refuse(`has ${lines} lines of code: a recipe has at most ${codeLines}`);
  }
  const [{ language, text }] = run as [Block];
  return {
    page,
    line,
    question,
    files: files.map(({ name, text }) => ({ name, text })),
    run: { kind: language as "ts" | "sh", text },
    output: printed(output[0]!.text),
  };
}
