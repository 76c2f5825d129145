// Run by `npm run check -- package` on what was built: threads of the built package train what one does, and a program that holds the package in its
// own file is told so, instead of being begun again by each thread.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { repositoryFolder } from "./repository.ts";

const program = `
import { from } from "millrace";
import { gradientBoostingClassifier, randomForestRegressor } from "millrace/ml";
console.log("begins");
const rows = from(Array.from({ length: 300 }, (_, at) => ({ features: [Math.sin(at), at % 7], label: at % 2 })));
for (const make of [() => randomForestRegressor({ trees: 3 }), () => gradientBoostingClassifier({ rounds: 3 })]) {
  const [alone, together] = [await make().fit(rows), await make().fit(rows, { threads: 2 })];
  console.log(JSON.stringify([...alone.learned.values]) === JSON.stringify([...together.learned.values]));
}
`;

// Where the name of the package leads to what was built of it.
mkdirSync(join(repositoryFolder, "out"), { recursive: true });
const folder = mkdtempSync(join(repositoryFolder, "out/threads-"));
try {
  const file = join(folder, "program.mjs");
  writeFileSync(file, program);
  const own = ran(file);
  const wanted = "begins\ntrue\ntrue\n";
  if (own !== wanted) throw new Error(`Cannot take the build as its threads must train what one does: got ${own}`);
  const bundle = await rolldown({ input: file, cwd: repositoryFolder, platform: "node", logLevel: "silent" });
  const bundled = join(folder, "bundle.mjs");
  await bundle.write({ file: bundled, format: "esm", codeSplitting: false });
  await bundle.close();
  const told = ran(bundled);
  if (!/^begins\nTypeError: Cannot train in threads as .*leave millrace out of the bundle \(external\)\n$/.test(told))
    throw new Error(`Cannot take the build as a bundled program must be told why it has no threads: got ${told}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** What it says: its output, and the line of its error. */
function ran(file: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: "utf8", timeout: 60_000 });
  return stdout + (/^\w*Error: .*$/m.exec(stderr)?.[0].concat("\n") ?? "");
}
