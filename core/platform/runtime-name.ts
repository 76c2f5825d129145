import process from "node:process";

/** What runs this program. */
export type RuntimeName = "node" | "deno" | "bun";

export function runtimeName(): RuntimeName {
  const { bun, deno } = process.versions as Readonly<Record<string, string | undefined>>;
  if (deno !== undefined) return "deno";
  return bun === undefined ? "node" : "bun";
}
