import {
  absolutePath,
  joinPath,
  makeFolder,
  nameOf,
  openFile,
  runtimeName,
  statFile,
  writeText,
} from "../../core/platform/mod.ts";
import { parseArguments } from "../arguments.ts";
import { commandOptions } from "../command-options.ts";
import { writeAnswer } from "../json-answer.ts";
import { UsageError } from "../usage-error.ts";
import { projectOf, templates } from "./templates.ts";
import { projectTools } from "./tools.ts";

/** `millrace init [DIR]`: a project that runs. Files that are there are never written over. */
export async function init(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, commandOptions.init);
  const [written = ".", ...more] = words;
  if (more.length > 0)
    throw new UsageError(
      `Cannot tell where the project is to be: got ${words.join(" ")}; name one folder, or none for this one`,
    );
  const wanted = options.get("template") ?? Object.keys(templates)[0]!;
  const template = Object.hasOwn(templates, wanted) ? templates[wanted] : undefined;
  if (template === undefined)
    throw new UsageError(
      `Cannot take ${JSON.stringify(wanted)} for --template as it must be one of ${Object.keys(templates).join(", ")}; use one of these`,
    );
  const folder = absolutePath(written);
  const tools = projectTools[runtimeName()];
  const files = projectOf(packageName(nameOf(folder)), template, tools);
  await mustBeFree(folder, Object.keys(files));
  await makeFolder(folder);
  for (const [name, text] of Object.entries(files)) await writeNew(joinPath(folder, name), text);
  if (options.has("json")) {
    writeAnswer({ folder, template: wanted, files: Object.keys(files) });
    return 0;
  }
  const into = written === "." ? "" : `cd ${written} && `;
  writeText(
    "stdout",
    `${folder}: ${template.what}\n${Object.keys(files)
      .map((name) => `  ${name}\n`)
      .join("")}\n${into}${tools.install} && ${tools.start}\n`,
  );
  return 0;
}

async function mustBeFree(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if ((await statFile(joinPath(folder, name))) !== undefined)
      throw new UsageError(
        `Cannot begin a project in ${JSON.stringify(folder)} as none of its files may be there: got ${JSON.stringify(name)}; ` +
          "name another folder, like millrace init my-job",
      );
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await openFile(path, "create");
  try {
    await file.write(new TextEncoder().encode(text));
  } finally {
    await file.close();
  }
}

/** As npm allows it. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" ? "job" : name.slice(0, 100);
}
