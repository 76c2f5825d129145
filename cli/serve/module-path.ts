import { joinPath, listFolder, realPath, statFile } from "../../core/platform/mod.ts";
import { HttpError } from "./http-error.ts";

const isModule = /(?<!\.d)\.(?:ts|mts|js|mjs)$/;

/** How deep modules are looked for. */
const deepest = 8;

/** Names of the modules below a folder that can be run, with `/` on every system; hidden folders and packages aside. */
export async function modulesIn(folder: string): Promise<string[]> {
  const within = async (below: string, depth: number): Promise<string[]> => {
    const entries = await listFolder(joinPath(folder, below));
    const found = entries.map(async ({ name, kind }): Promise<string[]> => {
      const path = below === "" ? name : `${below}/${name}`;
      if (kind === "file") return (await canRun(folder, path)) ? [path] : [];
      const isEntered = kind === "folder" && !name.startsWith(".") && name !== "node_modules" && depth < deepest;
      return isEntered ? within(path, depth + 1) : [];
    });
    return (await Promise.all(found)).flat();
  };
  return within("", 0);
}

async function canRun(folder: string, name: string): Promise<boolean> {
  return modulePath(folder, name).then(
    () => true,
    () => false,
  );
}

/**
 * The path of a module that is named by its place in the folder. What lies elsewhere is refused, whatever way leads
 * there: `..`, a drive, a link.
 */
export async function modulePath(folder: string, name: string): Promise<string> {
  const parts = name.split("/");
  const isPlain = parts.every(
    (part) => /^[\p{L}\p{N}_@+,=][\p{L}\p{N}_@+,=. -]*$/u.test(part) && part !== "node_modules",
  );
  if (!isPlain || !isModule.test(name)) {
    throw refused(name, "it must be the name of a module in the folder of jobs, like hot-items.ts or daily/totals.ts");
  }
  const home = await realPath(folder);
  const path = await realPath(joinPath(folder, ...parts));
  if (home === undefined || path === undefined || (await statFile(path))?.kind !== "file") {
    throw new HttpError(
      404,
      `Cannot run ${JSON.stringify(name)} as it must be in the folder of jobs: got no such file; ask for /modules to see which there are`,
    );
  }
  if (!path.startsWith(joinPath(home, "x").slice(0, -1)))
    throw refused(name, "it must lie in the folder of jobs: got a link that leads elsewhere");
  return path;
}

function refused(name: string, must: string): HttpError {
  return new HttpError(400, `Cannot run ${JSON.stringify(name.slice(0, 200))} as ${must}; put the module there`);
}
