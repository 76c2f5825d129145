import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { printed, type Recipe, type RecipeFile } from "./recipes.ts";

/** The pages of docs/ but for the cookbook and its neighbours: they are read from top to bottom. */
export function guidePages(root: string): { path: string; text: string }[] {
  return globSync(["docs/*.md", "docs/guides/*.md"], { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

const block = /^```(\w*)([^\n]*)\n([\s\S]*?)^```$/gm;

/** What a page of the site shows of a line. */
const codeColumns = 88;

/**
 * What a guide has run, in its order: each block of `ts` or `sh`, with the files above it beside it, and the block of `text`
 * that follows, which is what it prints. What is only shown is a block of `console`, or of no language.
 */
export function stepsOf(page: string, text: string): Recipe[] {
  const files: RecipeFile[] = [];
  const steps: Recipe[] = [];
  let open: { line: number; kind: "ts" | "sh"; text: string } | undefined;
  const refuse = (line: number, what: string): never => {
    throw new SyntaxError(`${page}:${line} ${what}`);
  };
  for (const { 1: language, 2: info, 3: code, index } of text.matchAll(block)) {
    const line = text.slice(0, index).split("\n").length;
    const name = info!.trim();
    const wide = language === "ts" ? code!.split("\n").findIndex((text) => text.length > codeColumns) : -1;
    if (wide >= 0)
      refuse(line + 1 + wide, `has more than ${codeColumns} letters, so that readers must scroll: break it`);
    if (open !== undefined && (language !== "text" || name !== "")) {
      refuse(open.line, "what runs must be followed by a block of text with what it prints");
    }
    if (name !== "") files.push({ name, text: code! });
    else if (language === "ts" || language === "sh") open = { line, kind: language, text: code! };
    else if (language === "text") {
      if (open === undefined)
        refuse(line, "a block of text must follow what prints it: leave its language out otherwise");
      const { kind, text: run } = open!;
      steps.push({
        page,
        line: open!.line,
        question: "",
        files: [...files],
        run: { kind, text: run },
        output: printed(code!),
      });
      open = undefined;
    } else if (language !== "" && language !== "console")
      refuse(line, `a block of ${language} must have the name of a file`);
  }
  if (open !== undefined) refuse(open.line, "what runs must be followed by a block of text with what it prints");
  return steps;
}

/** A page with the outputs that its steps have now. */
export function withStepOutputs(text: string, outputs: readonly string[]): string {
  let next = 0;
  return text.replace(block, (all, language: string, info: string) =>
    language === "text" && info.trim() === "" ? `\`\`\`text\n${outputs[next++]}\n\`\`\`` : all,
  );
}
