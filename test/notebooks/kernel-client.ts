import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Jupyter } from "./jupyter.ts";

export interface Message {
  readonly type: "display_data" | "update_display_data" | "execute_result" | "error" | "click";
  readonly place?: string | null;
  readonly html?: string;
  readonly text?: string;
  readonly status?: number;
}

const client = fileURLToPath(new URL("./kernel_client.py", import.meta.url));

/** What cells show in the kernel, message by message; so many buttons among it are clicked. */
export async function shownBy(jupyter: Jupyter, cells: readonly string[], clicks = 0): Promise<Message[]> {
  const env = { ...process.env, ...jupyter.env };
  const child = spawn("python3", [client], { cwd: jupyter.folder, env, timeout: 110_000 });
  child.stdin.end(JSON.stringify({ cells, clicks }));
  const ended = new Promise((resolve) => child.on("close", resolve));
  const [code, out, problems] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0)
    throw new Error(`Cannot ask the kernel as its client must end well: got exit code ${code}: ${problems}`);
  return JSON.parse(out) as Message[];
}
