import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recipesOf } from "../docs/recipes.ts";
import { runRecipes } from "../docs/run-recipes.ts";
import { repositoryFolder } from "../tools/repository.ts";

/** The recipes of a page of the cookbook, one after another, against a server that runs already. */
export function testRecipes(page: string, surroundings: () => Promise<Readonly<Record<string, string>>>): void {
  test(`the recipes of ${page} print what it shows`, async () => {
    const recipes = recipesOf(page, readFileSync(join(repositoryFolder, page), "utf8"));
    const outputs = await runRecipes(recipes, await surroundings());
    expect(recipes.map(({ question }, at) => ({ question, output: outputs[at] }))).toEqual(
      recipes.map(({ question, output }) => ({ question, output })),
    );
  }, 120_000);
}
