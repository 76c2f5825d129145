import type { RuntimeName } from "../../core/platform/mod.ts";

/** What somebody types in the folder of a project. */
export interface ProjectTools {
  /** Brings its packages. */
  readonly install: string;
  /** Runs its script `start`. */
  readonly start: string;
  /** The command line, where only this project has it. */
  readonly millrace: string;
  /** What runs a module. */
  readonly program: string;
}

/** Who begins a project in Deno or Bun need not have npm. */
export const projectTools: Readonly<Record<RuntimeName, ProjectTools>> = {
  node: { install: "npm install", start: "npm start", millrace: "npx millrace", program: "node" },
  deno: {
    install: "deno install",
    start: "deno task start",
    millrace: "deno run -A npm:millrace",
    program: "deno run -A",
  },
  bun: { install: "bun install", start: "bun run --bun start", millrace: "bunx --bun millrace", program: "bun" },
};
