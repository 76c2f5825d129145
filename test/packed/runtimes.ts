import { delimiter, dirname, join } from "node:path";
import { oldestNode } from "../../cli/old-node.ts";
import { installed, runTool } from "../services/cache.ts";
import { binary, pinnedPath } from "../tools/repository.ts";

/** How somebody installs and runs things there, as docs/install.md and README.md say it: commands of a shell. */
export interface Runtime {
  readonly name: string;
  /** In an empty folder. */
  readonly install: string;
  readonly run: string;
  readonly millrace: string;
  /** In the folder of a new project. */
  readonly start: string;
  path(): Promise<string>;
}

const ofNpm = {
  install: "npm init -y && npm pkg set type=module && npm install millrace",
  run: "node",
  millrace: "npx millrace",
  start: "npm install && npm start",
};

/** Those that the package is for; the oldest Node as well. */
export const packedRuntimes: readonly Runtime[] = [
  { name: "the pinned Node", ...ofNpm, path: async () => pinnedPath },
  {
    name: `Node ${oldestNode}`,
    ...ofNpm,
    path: async () => [join(await oldest(), "node_modules", ".bin"), pinnedPath].join(delimiter),
  },
  {
    name: "Deno",
    install: "deno add npm:millrace",
    run: "deno run -A",
    millrace: "deno run -A npm:millrace",
    start: "deno install && deno task start",
    path: async () => [dirname(binary("deno")), process.env.PATH].join(delimiter),
  },
  {
    name: "Bun",
    install: "bun add millrace",
    run: "bun",
    millrace: "bunx --bun millrace",
    start: "bun install && bun run --bun start",
    path: async () => [dirname(binary("bun")), process.env.PATH].join(delimiter),
  },
];

/** A Node of the oldest version that the package takes, from npm. */
function oldest(): Promise<string> {
  const version = `${oldestNode}.0`;
  return installed(`node-${version}`, (into) =>
    runTool(`Node ${version}`, {
      command: "npm",
      args: ["install", "--silent", "--no-audit", "--no-fund", "--prefix", into, `node@${version}`],
      env: { PATH: pinnedPath },
      from: "npm, which comes with Node",
    }),
  );
}
