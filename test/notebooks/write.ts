// `npm run notebooks [-- NAME …]`: runs the notebooks and keeps their outputs, as the tests compare them.
import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { repositoryFolder } from "../tools/repository.ts";
import { tellUsage } from "../tools/usage.ts";
import { openJupyter, readNotebook } from "./jupyter.ts";

tellUsage(import.meta);

const folder = join(repositoryFolder, "notebooks");
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".ipynb"))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

const jupyter = await openJupyter();
try {
  for (const name of names) {
    copyFileSync(join(folder, name), join(jupyter.folder, name));
    const { code, output } = await jupyter.execute(name);
    if (code !== 0) throw new Error(`Cannot write ${name} as each of its cells must run: got\n${output}`);
    const made = readNotebook(join(jupyter.folder, "out", name));
    // What else the kernel tells of itself changes with its version.
    const metadata = {
      kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
      language_info: { name: "typescript" },
    };
    writeFileSync(join(folder, name), `${JSON.stringify({ ...made, metadata }, undefined, 1)}\n`);
    console.log(`written: notebooks/${name}`);
  }
} finally {
  jupyter.remove();
}
