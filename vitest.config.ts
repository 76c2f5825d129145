import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

/** `import … from "millrace"` means the sources, in the same module graph as relative imports. */
const publicEntries = Object.entries(manifest.exports).map(([key, target]) => ({
  find: new RegExp(`^millrace${key.slice(1)}$`),
  replacement: fileURLToPath(new URL(target["millrace:source"], import.meta.url)),
}));

const config: ViteUserConfig = defineConfig({
  resolve: { alias: publicEntries },
  test: {
    pool: "forks",
    include: ["test/**/*.test.ts"],
    // test/runtimes is node:test. test/interop needs its own node_modules: `npm test` installs them.
    exclude: ["**/node_modules/**", "test/runtimes/**"],
    // What a test starts in a process or worker of its own finds the sources too.
    execArgv: ["--conditions=millrace:source"],
    passWithNoTests: false,
    // A test that stands still is to fail; one on a machine that is busy is not.
    testTimeout: 120_000,
  },
});

export default config;
