// `npm run kernels`: compiles each `kernels/*.as` that no other one imports (AssemblyScript) to a module beside it that holds
// the WebAssembly as text, so that sources run as they are on every runtime. A line `// asc: …` in it gives further options.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import asc from "assemblyscript/asc";
import { repositoryFolder } from "./repository.ts";
import { tellUsage } from "./usage.ts";

tellUsage(import.meta, []);

export interface CompiledKernel {
  /** Of the module, from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** What the modules of all kernels must hold. */
export async function compiledKernels(): Promise<CompiledKernel[]> {
  const all = globSync("{core,connectors,graph,ml}/**/kernels/*.as", { cwd: repositoryFolder }).sort();
  const texts = all.map((path) => readFileSync(join(repositoryFolder, path), "utf8"));
  const imported = new Set(
    texts.flatMap((text) => [...text.matchAll(/ from "(.+)";$/gm)].map(([, name]) => basename(name!))),
  );
  const sources = all.filter((path) => !imported.has(basename(path, ".as")));
  return Promise.all(
    sources.map(async (path) => ({
      path: path.replace(/\.as$/, ".wasm.ts"),
      text: moduleText(basename(path, ".as"), await compiled(path)),
    })),
  );
}

/** The compiler asks for files that end in .ts. */
async function compiled(path: string): Promise<Uint8Array> {
  const folder = join(repositoryFolder, dirname(path));
  const options = /^\/\/ asc: (.+)$/m.exec(readFileSync(join(repositoryFolder, path), "utf8"))?.[1]?.split(" ") ?? [];
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      basename(path, ".as"),
      "--outFile",
      "kernel.wasm",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--noAssert",
      "-O3",
      "--importMemory",
      ...options,
    ],
    {
      readFile: (name: string, base: string) => {
        const source = resolve(base === "." ? folder : base, name).replace(/\.ts$/, ".as");
        const found = [source, join(folder, name.replace(/\.ts$/, ".as"))].find((file) => existsSync(file));
        return found === undefined ? null : readFileSync(found, "utf8");
      },
      writeFile: (_name: string, content: string | Uint8Array) => {
        if (typeof content !== "string") binary = content;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) throw new Error(`Cannot compile ${path}: ${stderr.toString()}`);
  return binary;
}

function moduleText(name: string, binary: Uint8Array): string {
  const constant = `${name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Wasm`;
  const text = Buffer.from(binary).toString("base64");
  return `// Made from ${name}.as by \`npm run kernels\`.\n\n/** WebAssembly, as base64. */\nexport const ${constant}: string =\n  "${text}";\n`;
}

if (import.meta.main) {
  for (const { path, text } of await compiledKernels()) {
    writeFileSync(join(repositoryFolder, path), text);
    console.log(`${path}: ${text.length} characters`);
  }
}
