import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  // `import … from "millrace"` resolves to the sources, not to a build that may be stale.
  resolve: { conditions: ["millrace:source"] },
  ssr: { resolve: { conditions: ["millrace:source"] } },
  test: {
    pool: "forks",
    include: ["test/**/*.test.ts"],
    // test/runtimes is node:test. test/interop needs its own node_modules: `npm test` installs them.
    exclude: ["**/node_modules/**", "test/runtimes/**"],
    execArgv: ["--conditions=millrace:source"],
    passWithNoTests: false,
    testTimeout: 30_000,
  },
});

export default config;
