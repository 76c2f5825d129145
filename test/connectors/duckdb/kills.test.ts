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

/** What a copy is to come to, for each way of writing. */
const wanted = {
  append: "FROM t",
  replace: "FROM t",
  upsert: "SELECT id - 1 AS id, name FROM t WHERE id % 2 = 1",
} as const;

test.each(Object.keys(wanted) as (keyof typeof wanted)[])(
  "a process that copies a table and is killed loses and doubles nothing when it is begun again (%s)",
  async (way) => {
    const folder = await temporaryFolder("millrace-duckdb-kills-");
    const database = `${folder}/a.db`;
    try {
      await look(database, "CREATE TABLE t AS SELECT range::INTEGER AS id, 'row ' || range AS name FROM range(60000)");
      // What a replacing run finds stays until it has ended.
      if (way === "replace") await look(database, "CREATE TABLE copied AS SELECT -1 AS id, 'old' AS name");
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
          "--param",
          `way=${way}`,
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
        const got =
          "SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS ids, count(*) FILTER (id = -1)::INTEGER AS old FROM copied";
        const [{ n, ids, old }] = (await look(database, got)) as [{ n: number; ids: number; old: number }];
        expect(ids).toBe(n);
        if (way === "replace") expect([n, old]).toEqual(isDone ? [60_000, 0] : [1, 1]);
        else if (!isDone && n > 0) partial++;
      }
      expect(kills).toBeGreaterThan(0);
      if (way !== "replace") expect(partial).toBeGreaterThan(0);
      const differ = `(${wanted[way]} EXCEPT ALL FROM copied) UNION ALL (FROM copied EXCEPT ALL ${wanted[way]})`;
      expect(await look(database, `FROM (${differ}) LIMIT 3`)).toEqual([]);
      expect(await look(database, "SELECT table_name FROM duckdb_tables() WHERE schema_name = '_millrace'")).toEqual([
        { table_name: "committed" },
      ]);
    } finally {
      await deleteFolder(folder);
    }
  },
  120_000,
);
