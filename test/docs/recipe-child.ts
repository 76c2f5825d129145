// Runs in a process of its own: imports the recipes that it is given one after another, each in its folder, and tells what each printed.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const send = (message: unknown): Promise<void> =>
  new Promise((resolve) => process.send!(message, undefined, undefined, () => resolve()));

let output = "";
for (const stream of [process.stdout, process.stderr]) {
  stream.write = ((part: string | Uint8Array, ...rest: readonly unknown[]) => {
    output += typeof part === "string" ? part : Buffer.from(part).toString();
    const done = rest.find((argument) => typeof argument === "function") as (() => void) | undefined;
    done?.();
    return true;
  }) as typeof stream.write;
}

for (const url of process.argv.slice(2)) {
  output = "";
  process.chdir(dirname(fileURLToPath(url)));
  await send({ started: url });
  try {
    await import(url);
  } catch (error) {
    output += `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  await send({ ended: url, output });
}
process.exit(0);
