// `node --conditions=millrace:source test/docs/write-outputs.ts [PAGE…]`: writes what recipes and guides print now into their
// pages, to be looked at, and the contents of the cookbook.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { guidePages, stepsOf, withStepOutputs } from "./guides.ts";
import { needsServer, recipePages, recipesOf, withOutputs } from "./recipes.ts";
import { runRecipes } from "./run-recipes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const wanted = process.argv.slice(2);
const pages = recipePages(root);

for (const { path, text } of pages) {
  if (needsServer(path)) continue; // what they print is told by the test that runs them
  if (wanted.length > 0 && !wanted.some((name) => path.includes(name))) continue;
  const recipes = recipesOf(path, text);
  const outputs = await runRecipes(recipes);
  writeFileSync(join(root, path), withOutputs(text, outputs));
  for (const [at, { question }] of recipes.entries()) console.log(`## ${question}\n${outputs[at]}\n`);
}

for (const { path, text } of guidePages(root)) {
  if (needsServer(path)) continue; // what they print is told by the test that runs them
  if (wanted.length > 0 && !wanted.some((name) => path.includes(name))) continue;
  const outputs = await runRecipes(stepsOf(path, text));
  writeFileSync(join(root, path), withStepOutputs(text, outputs));
  for (const output of outputs) console.log(`${output}\n`);
}

const contents = join(root, "docs/cookbook/README.md");
const known = readFileSync(contents, "utf8");
const named = [...known.matchAll(/^## \[.*\]\((.*)\)$/gm)].map(([, file]) => file);
const ofPages = pages
  .toSorted((a, b) => place(a.path) - place(b.path))
  .map(({ path, text }) => {
    const title = /^# (.*)$/m.exec(text)![1];
    const questions = recipesOf(path, text).map(
      ({ question }) => `- [${question}](${basename(path)}#${anchor(question)})`,
    );
    return `## [${title}](${basename(path)})\n\n${questions.join("\n")}\n`;
  });
writeFileSync(contents, `${known.split(/^## /m)[0]!.trimEnd()}\n\n${ofPages.join("\n")}`);

/** Pages stand in the order in which the contents have them; new ones come last. */
function place(path: string): number {
  const at = named.indexOf(basename(path));
  return at < 0 ? named.length : at;
}

function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
