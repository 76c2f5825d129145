import process from "node:process";

/** What runs this program. */
export type RuntimeName = "node" | "deno" | "bun";

export function runtimeName(): RuntimeName {
  const { bun, deno } = process.versions as Readonly<Record<string, string | undefined>>;
  if (deno !== undefined) return "deno";
  return bun === undefined ? "node" : "bun";
}

/** Refuses a Node that is too old for what is run here: it would fail by a name that nobody knows. */
export function mustBeRecent(): void {
  if (typeof Promise.withResolvers === "function") return;
  throw new Error(
    `Cannot run a dataset in ${runtimeName()} ${process.version} as it must be Node 22.18 or newer: got an older one; ` +
      "install another from https://nodejs.org, or npx node@24 FILE",
  );
}
