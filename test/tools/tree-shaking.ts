import { join } from "node:path";
import { rolldown } from "rolldown";
import type { PackageManifest } from "../architecture/export-keys.ts";
import type { Violation } from "../architecture/violation.ts";

/** What a bundler makes of programs that use one thing of an entry, minified, in kB at most. The engine is some 920 of it. */
export const programBounds: Readonly<Record<string, number>> = {
  'import { planText } from "millrace/display"': 20,
  'import { from } from "millrace"': 980,
  'import { pageRank } from "millrace/graph"': 1_130,
  'import { kMeans } from "millrace/ml"': 1_310,
  'import "millrace"; import "millrace/graph"; import "millrace/ml"; import "millrace/dashboard"': 1,
};

/** Each program is bundled to no more than its bound, so that what it does not use is left out. */
export async function checkTreeShaking(
  manifest: PackageManifest,
  root: string,
  bounds: Readonly<Record<string, number>> = programBounds,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const [program, bound] of Object.entries(bounds)) {
    const kb = Math.ceil((await bundledBytes(manifest, root, program)) / 1_000);
    if (kb > bound) violations.push(tooLarge(program, kb, bound));
  }
  return violations;
}

/** Bytes that must be there before the first statement of a bundled program runs. */
async function bundledBytes(manifest: PackageManifest, root: string, program: string): Promise<number> {
  const names = [...program.matchAll(/import \{ (\w+) \}/g)].map(([, name]) => `console.log(${name});`);
  const bundle = await rolldown({
    input: "program",
    cwd: root,
    platform: "node",
    external: (id) => !id.startsWith("millrace") && /^[^./\0]/.test(id) && id !== "program",
    logLevel: "silent",
    plugins: [
      {
        name: "the package by its name",
        resolveId: (id) => {
          if (id === "program") return "\0program";
          const target = id.startsWith(manifest.name)
            ? manifest.exports[`.${id.slice(manifest.name.length)}`]
            : undefined;
          return target === undefined
            ? null
            : { id: join(root, target.default!), moduleSideEffects: manifest.sideEffects };
        },
        load: (id) => (id === "\0program" ? `${program};\n${names.join("")}` : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  const chunks = new Map(output.flatMap((one) => (one.type === "chunk" ? [[one.fileName, one] as const] : [])));
  const loaded = new Set([output[0].fileName]);
  for (const name of loaded)
    for (const other of chunks.get(name)?.imports ?? []) if (chunks.has(other)) loaded.add(other);
  return [...loaded].reduce((sum, name) => sum + Buffer.byteLength(chunks.get(name)!.code), 0);
}

function tooLarge(program: string, kb: number, bound: number): Violation {
  return {
    file: "test/tools/tree-shaking.ts",
    line: 0,
    rule: "tree-shaking",
    message: `bundled, \`${program}\` has ${kb} kB, the bound is ${bound} kB`,
    remedy: "keep modules free of what runs when they are loaded, or raise the bound if every program needs it",
  };
}
