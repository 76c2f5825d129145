import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { httpPoll } from "../../../connectors/http/mod.ts";
import type { Source } from "../../../core/mod.ts";

const rows = 1000;

export interface Row {
  readonly n: number;
  readonly text: string;
}

interface Page {
  readonly rows: readonly Row[];
  readonly next: number | null;
}

/**
 * A server in a process of its own.
 *
 * @param over Called with what ends it: `onTestFinished` of the test.
 * @param kept A file of what it has taken, for one that is begun again.
 */
export async function rowsServer(
  port: number,
  over: (end: () => Promise<void>) => void,
  kept = "",
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./rows-server.ts", import.meta.url))], {
    env: { ...process.env, PORT: String(port), ROWS: String(rows), KEPT: kept },
    stdio: ["ignore", "pipe", "inherit"],
  });
  over(() => killed(child));
  await once(child.stdout!, "data");
  return child;
}

export async function killed(child: ChildProcess): Promise<void> {
  const closed = child.exitCode === null && child.signalCode === null ? once(child, "close") : undefined;
  child.kill("SIGKILL");
  await closed;
}

export function pages(port: number, more: { readonly timeout?: string } = {}): Source<Row> {
  return httpPoll<Row>((at) => `http://127.0.0.1:${port}/rows?from=${at ?? 0}`, {
    ...(more as object),
    rows: (answer) => (answer as Page).rows,
    next: (answer) => (answer as Page).next ?? undefined,
  });
}

/** What the server has taken is each row once. */
export async function expectAll(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/taken`);
  const found = ((await response.json()) as Row[][]).flat().map(({ n }) => n);
  expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, n) => n));
}
