// `npm run docs [-- --guides]`: the documentation as a site in out/docs, to be opened as a file; with --guides without the API.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatViolation } from "../../architecture/violation.ts";
import { publicEntries, readManifests } from "../entries.ts";
import { repositoryFolder as root } from "../repository.ts";
import { tellUsage } from "../usage.ts";
import { checkSite } from "./check-site.ts";
import { makeSite } from "./site.ts";

tellUsage(import.meta, ["--guides"]);

const onlyGuides = process.argv.includes("--guides");
const api = onlyGuides ? undefined : await (await import("./api.ts")).readApi(root, publicEntries(readManifests(root)));
const { files, unknownNames } = makeSite(root, api);
const folder = join(root, "out", "docs");
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of files) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const violations = checkSite(files);
for (const violation of violations) console.log(formatViolation(violation));
for (const { page, code } of unknownNames) console.log(`${page}: ${code} is no name of the package`);
console.log(`${[...files.keys()].filter((path) => path.endsWith(".html")).length} pages: open out/docs/index.html`);
if (violations.length + unknownNames.length > 0) process.exitCode = 1;
