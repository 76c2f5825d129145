// `npm run kernels`: compiles each `kernels/*.as` that exports a kernel (AssemblyScript) to a module beside it that holds
// the WebAssembly as text, so that sources run as they are on every runtime.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import asc from "assemblyscript/asc";
import { repositoryFolder } from "./repository.ts";

export interface CompiledKernel {
  /** Of the module, from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** What the modules of all kernels must hold. */
export async function compiledKernels(): Promise<CompiledKernel[]> {
  const sources = globSync("{core,connectors}/**/kernels/*.as", { cwd: repositoryFolder })
    .filter((path) => /^export function scan/m.test(readFileSync(join(repositoryFolder, path), "utf8")))
    .sort();
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
