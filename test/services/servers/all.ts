import type { ServerRecipe } from "../server.ts";
import { apicurio } from "./apicurio.ts";
import { hdfs } from "./hdfs.ts";
import { hdfsHa } from "./hdfs-ha.ts";
import { hdfsSecured } from "./hdfs-secured.ts";
import { kafka } from "./kafka.ts";
import { seaweedfs } from "./seaweedfs.ts";

/** Every server that tests use, by name. */
export const servers: ReadonlyMap<string, ServerRecipe<object>> = new Map(
  [seaweedfs, hdfs, hdfsHa, hdfsSecured, kafka, apicurio].map((recipe): [string, ServerRecipe<object>] => [
    recipe.name,
    recipe,
  ]),
);
