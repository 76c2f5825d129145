import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { writePieces } from "../../../core/mod.ts";

/** A file that another program wrote. */
export function given(name: string): string {
  return fileURLToPath(new URL(`data/${name}`, import.meta.url));
}

/** A path in a folder that is gone behind the test. */
export async function place(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-graph-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** A file of that text. */
export async function fileOf(name: string, text: string): Promise<string> {
  const path = await place(name);
  await writePieces(path, [new TextEncoder().encode(text)]);
  return path;
}
