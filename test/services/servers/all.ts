import type { ServerRecipe } from "../server.ts";
import { seaweedfs } from "./seaweedfs.ts";

/** Every server that tests use, by name. */
export const servers: ReadonlyMap<string, ServerRecipe<object>> = new Map(
  [seaweedfs].map((recipe) => [recipe.name, recipe]),
);
