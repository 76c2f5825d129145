import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { installed, runTool } from "../services/cache.ts";
import { binary, pinnedPath, repositoryFolder } from "../tools/repository.ts";
import { type CommandResult, runCommand } from "../tools/run-command.ts";

/** A cell of a notebook, as its file has it. */
export interface NotebookCell {
  readonly cell_type: "markdown" | "code";
  readonly source: string | readonly string[];
  readonly metadata: { readonly tags?: readonly string[] };
  readonly outputs?: readonly NotebookOutput[];
}

export interface NotebookOutput {
  readonly output_type: "execute_result" | "display_data" | "stream" | "error";
  readonly data?: Readonly<Record<string, unknown>>;
  readonly text?: string | readonly string[];
}

export interface Notebook {
  readonly cells: readonly NotebookCell[];
}

export function readNotebook(path: string): Notebook {
  return JSON.parse(readFileSync(path, "utf8")) as Notebook;
}

export interface Jupyter {
  /** Notebooks lie here, beside the installed package, as a user has them. */
  readonly folder: string;
  /** Runs a notebook of the folder from top to bottom in Deno's kernel; its outputs are in `out/` then. */
  execute(name: string): Promise<CommandResult>;
  /** What a program of Python finds Jupyter and the kernel by. */
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

const requirements = join(repositoryFolder, "test", "notebooks", "requirements.txt");

/** A folder as a user has it: the packed package and the data in node_modules, Jupyter with Deno's kernel. */
export async function openJupyter(): Promise<Jupyter> {
  const python = await installed(`jupyter-${versionOf("nbconvert")}`, installJupyter);
  const root = mkdtempSync(join(tmpdir(), "millrace-notebooks-"));
  try {
    await layOut(root);
  } catch (error) {
    rmSync(root, { recursive: true });
    throw error;
  }
  const folder = join(root, "notebooks");
  const env = {
    PATH: pinnedPath,
    PYTHONPATH: [python, join(repositoryFolder, "test", "notebooks")].join(delimiter),
    JUPYTER_PATH: join(python, "share", "jupyter"),
    PYTHONDONTWRITEBYTECODE: "1",
    JUPYTER_DATA_DIR: join(root, "share", "jupyter"),
    JUPYTER_CONFIG_DIR: join(root, "config"),
    JUPYTER_RUNTIME_DIR: join(root, "runtime"),
    NO_COLOR: "1",
  };
  const run = (args: readonly string[]): Promise<CommandResult> =>
    runCommand("python3", args, { cwd: folder, env, output: "keep", timeoutMs: 120_000 });
  const execute = "--NotebookExporter.preprocessors=late_outputs.LateOutputs";
  const convert = ["-m", "nbconvert", "--to", "notebook", execute, "--output-dir", "out"];
  return {
    folder,
    // Times of cells would be other ones each time.
    execute: (name) => run([...convert, "--LateOutputs.record_timing=False", name]),
    env,
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function versionOf(name: string): string {
  return new RegExp(`^${name}==(.+)$`, "m").exec(readFileSync(requirements, "utf8"))![1]!;
}

async function installJupyter(into: string): Promise<void> {
  const args = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", into, "--requirement", requirements];
  await runTool("Jupyter", { command: "python3", args, from: "Python 3 with pip (Debian: python3-pip)" });
}

/** `notebooks/` beside a node_modules, with the kernel's description in `share/`. */
async function layOut(root: string): Promise<void> {
  const packages = join(root, "node_modules");
  mkdirSync(packages);
  mkdirSync(join(root, "notebooks"));
  await mustEndWell("npm", ["pack", "--silent", "--pack-destination", root], repositoryFolder);
  const { version } = JSON.parse(readFileSync(join(repositoryFolder, "package.json"), "utf8")) as { version: string };
  await mustEndWell("tar", ["-xzf", join(root, `millrace-${version}.tgz`), "-C", packages], root);
  await mustEndWell("mv", [join(packages, "package"), join(packages, "millrace")], root);
  for (const name of ["vega-datasets"]) symlinkSync(join(repositoryFolder, "node_modules", name), join(packages, name));
  writeFileSync(join(root, "package.json"), JSON.stringify({ dependencies: { millrace: version } }));
  writeFileSync(join(root, "deno.json"), JSON.stringify({ nodeModulesDir: "manual" }));
  await mustEndWell(binary("deno"), ["jupyter", "--install", "--force"], root, { XDG_DATA_HOME: join(root, "share") });
  if (!existsSync(join(root, "share", "jupyter", "kernels", "deno", "kernel.json"))) {
    throw new Error(
      "Cannot open Jupyter as `deno jupyter --install` must write a kernel.json below XDG_DATA_HOME: got none",
    );
  }
}

async function mustEndWell(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { code, output } = await runCommand(command, args, {
    cwd,
    env: { PATH: pinnedPath, ...env },
    output: "keep",
    timeoutMs: 120_000,
  });
  if (code === 0) return;
  throw new Error(
    `Cannot lay out notebooks as ${basename(command)} ${args[0]} must end well: got exit code ${code}: ${output}`,
  );
}
