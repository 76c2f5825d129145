// A watched folder whose reader is killed, on any file system.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { from } from "../../core/mod.ts";
import { put } from "./remote-files.ts";
import type { RemotePlace } from "./remote-formats.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rowsPerFile = 100;

/** Files come, the process that reads them is killed in between and begun again by the same command: no row is lost or doubled. */
export async function watchThroughKills(
  { files, folder, environment, secret }: RemotePlace,
  kills: number,
): Promise<void> {
  const [input, output] = [`${folder}/watched in/`, `${folder}/watched out/`];
  const env = { ...environment, INPUT: input, OUTPUT: output };
  let printed = "";
  let written = 0;
  const write = async (): Promise<void> => {
    const rows = Array.from({ length: rowsPerFile }, () => written++);
    await put(files, `${input}${written}.csv`, new TextEncoder().encode(`n\n${rows.join("\n")}\n`));
  };
  const read = async (): Promise<readonly number[]> => {
    const there = (await files.stat(output.slice(0, -1)))?.kind === "folder";
    if (!there || (await Array.fromAsync(files.list(output))).every(({ path }) => !/\/part-[^/]*\.csv$/.test(path)))
      return [];
    return (await from(csv<{ n: number }>(output)).collect()).map(({ n }) => n);
  };
  const begin = (): ChildProcess => {
    const words = ["run", join(root, "test/services/watch-job.ts"), "--checkpoint", `50ms:${folder}/watch checkpoints`];
    const child = spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli/main.ts"), ...words], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => (printed += chunk));
    return child;
  };
  for (let life = 0; life <= kills; life++) {
    const child = begin();
    const ended = once(child, "close");
    await write();
    // One life is killed once it has shown some, another just after more has come.
    while ((await read()).length <= written - 2 * rowsPerFile || (life === kills && (await read()).length < written)) {
      if (child.exitCode !== null) throw new Error(printed);
      await new Promise((done) => setTimeout(done, 20));
    }
    await write();
    if (life === kills) while ((await read()).length < written) await new Promise((done) => setTimeout(done, 20));
    child.kill("SIGKILL");
    await ended;
  }
  expect([...(await read())].sort((a, b) => a - b)).toEqual(Array.from({ length: written }, (_, n) => n));
  if (secret !== undefined) expect(printed).not.toContain(secret);
}
