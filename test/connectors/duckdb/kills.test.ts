import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Runs SQL while nobody else has the file open. */
async function look(database: string, sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The number of the newest checkpoint in a folder; 0 where there is none. */
async function lastCheckpoint(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  return Math.max(0, ...names.map((name) => Number(/^checkpoint-(\d+)\.manifest$/.exec(name)?.[1] ?? 0)));
}

test("a process that copies a table and is killed loses and doubles nothing when it is begun again", async () => {
  const folder = await temporaryFolder("millrace-duckdb-kills-");
  const database = `${folder}/a.db`;
  try {
    await look(database, "CREATE TABLE t AS SELECT range::INTEGER AS id, 'row ' || range AS name FROM range(60000)");
    let kills = 0;
    let partial = 0;
    for (let isDone = false; !isDone; ) {
      const words = ["run", join(root, "test/connectors/duckdb/copy.job.ts"), "--checkpoint", `20ms:${folder}/ck`];
      const command = [
        "--conditions=millrace:source",
        join(root, "cli/main.ts"),
        ...words,
        "--param",
        `database=${database}`,
      ];
      const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
      let printed = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
      const ended = once(child, "close");
      // A life is killed a little behind its second checkpoint, each a little later than the one before; the last is let live.
      const begun = await lastCheckpoint(`${folder}/ck`);
      while (kills < 3 && child.exitCode === null && (await lastCheckpoint(`${folder}/ck`)) < begun + 2)
        await new Promise((done) => setTimeout(done, 5));
      const timer = kills < 3 ? setTimeout(() => child.kill("SIGKILL"), 7 * kills) : undefined;
      const [code] = (await ended) as [number | null];
      clearTimeout(timer);
      if (code === null) kills++;
      else expect([code, printed]).toEqual([0, printed]);
      isDone = code === 0;
      const [there] = (await look(
        database,
        "SELECT count(*)::INTEGER AS n FROM duckdb_tables() WHERE table_name = 'copied'",
      )) as [{ n: number }];
      if (there.n === 0) continue;
      const got = "SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS ids FROM copied";
      const [{ n, ids }] = (await look(database, got)) as [{ n: number; ids: number }];
      expect(ids).toBe(n);
      if (n > 0 && n < 60_000) partial++;
    }
    expect(kills).toBeGreaterThan(0);
    expect(partial).toBeGreaterThan(0);
    expect(
      await look(database, "SELECT (SELECT count(*)::INTEGER FROM (FROM t EXCEPT FROM copied)) AS missing"),
    ).toEqual([{ missing: 0 }]);
    expect(await look(database, "SELECT count(*)::INTEGER AS n FROM copied")).toEqual([{ n: 60_000 }]);
    expect(await look(database, "SELECT table_name FROM duckdb_tables() WHERE schema_name = '_millrace'")).toEqual([
      { table_name: "committed" },
    ]);
  } finally {
    await deleteFolder(folder);
  }
}, 120_000);
