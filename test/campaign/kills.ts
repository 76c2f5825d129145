import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../../core/platform/mod.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a campaign of kills found. */
export interface KillReport {
  readonly kills: number;
  /** Runs of the job to its end, each killed some times on its way. */
  readonly runs: number;
  readonly lost: number;
  readonly doubled: number;
  readonly seed: number;
}

interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly parallelism?: number;
  readonly say?: (text: string) => void;
}

const files = 3;
const rowsPerFile = 120_000;
const keys = 97;

/**
 * Starts the job as a process with real files, kills it (`kill -9`) at random moments, starts it again by the same command until
 * it ends, and compares what it has written with what it should have: until there were so many kills.
 */
export async function killCampaign({
  kills,
  seed,
  parallelism = 1,
  say = () => undefined,
}: KillOptions): Promise<KillReport> {
  const random = seededRandom(seed);
  const report = { kills: 0, runs: 0, lost: 0, doubled: 0, seed };
  while (report.kills < kills) {
    const folder = mkdtempSync(join(tmpdir(), "millrace-kills-"));
    try {
      writeInput(folder);
      for (;;) {
        const mayKill = report.kills < kills;
        const wasKilled = await once(folder, mayKill ? 500 + random.next() * 3000 : undefined, parallelism);
        if (!wasKilled) break;
        report.kills++;
      }
      report.runs++;
      const found = compare(folder);
      report.lost += found.lost;
      report.doubled += found.doubled;
      say(`${report.kills} kills, ${report.runs} runs, ${report.lost} lost, ${report.doubled} doubled (seed ${seed})`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return report;
}

function reading(n: number): { n: number; key: number; at: number } {
  return { n, key: (n * 31) % keys, at: (n % rowsPerFile) * 10 + ((n * 7) % 1000) };
}

function writeInput(folder: string): void {
  mkdirSync(join(folder, "in"));
  for (let file = 0; file < files; file++) {
    const lines = ["n,key,at"];
    for (let row = 0; row < rowsPerFile; row++) {
      const { n, key, at } = reading(file * rowsPerFile + row);
      lines.push(`${n},${key},${at}`);
    }
    writeFileSync(join(folder, "in", `${file}.csv`), `${lines.join("\n")}\n`);
  }
}

/** Runs the job; says whether it was killed. */
async function once(folder: string, killAfterMs: number | undefined, parallelism: number): Promise<boolean> {
  const child = start(folder, parallelism);
  let err = "";
  child.stderr!.on("data", (text) => {
    err += text;
  });
  const timer =
    killAfterMs === undefined ? undefined : setTimeout(() => isOver(folder) || child.kill("SIGKILL"), killAfterMs);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on("close", (code, signal) => resolve([code, signal]));
  });
  clearTimeout(timer);
  if (signal === "SIGKILL") return true;
  if (code !== 0) throw new Error(`The job failed with exit code ${code}: ${err}`);
  return false;
}

function start(folder: string, parallelism: number): ChildProcess {
  const words = ["run", join(root, "test", "campaign", "kill-job.ts"), "--checkpoint", `40ms:${join(folder, "ck")}`];
  return spawn(
    process.execPath,
    ["--conditions=millrace:source", join(root, "cli", "main.ts"), ...words, "--parallelism", String(parallelism)],
    { env: { ...process.env, FOLDER: folder, TMPDIR: folder }, stdio: ["ignore", "ignore", "pipe"] },
  );
}

/** How many rows there should be that are not, and the other way round. */
function compare(folder: string): { lost: number; doubled: number } {
  const left = expected();
  let doubled = 0;
  for (const line of linesIn(folder)) {
    const count = left.get(line) ?? 0;
    if (count === 0) doubled++;
    else if (count === 1) left.delete(line);
    else left.set(line, count - 1);
  }
  return { lost: left.size, doubled };
}

function linesIn(folder: string): string[] {
  return ["windows", "visits"].flatMap((sink) =>
    readdirSync(join(folder, sink))
      .filter((name) => name.endsWith(".csv") && !name.startsWith("."))
      .flatMap((name) => {
        const [head = "", ...lines] = readFileSync(join(folder, sink, name), "utf8")
          .trim()
          .split("\n");
        const names = head.split(",");
        return lines.map((line) => {
          const row = Object.fromEntries(line.split(",").map((value, at) => [names[at]!, value]));
          return sink === "windows"
            ? `window ${row.key} ${Date.parse(row.windowStart!)} ${row.rows} ${row.total}`
            : `visit ${row.key} ${row.until} ${row.rows}`;
        });
      }),
  );
}

/** The naive result. */
function expected(): Map<string, number> {
  const windows = new Map<string, { rows: number; total: number }>();
  const visits = new Map<string, number>();
  for (let n = 0; n < files * rowsPerFile; n++) {
    const { key, at } = reading(n);
    const window = `${key} ${Math.floor(at / 1000) * 1000}`;
    const sums = windows.get(window) ?? { rows: 0, total: 0 };
    windows.set(window, { rows: sums.rows + 1, total: sums.total + n });
    const visit = `${key} ${Math.floor(at / 5000) * 5000 + 5000}`;
    visits.set(visit, (visits.get(visit) ?? 0) + 1);
  }
  const lines = [
    ...[...windows].map(([window, { rows, total }]) => `window ${window} ${rows} ${total}`),
    ...[...visits].map(([visit, rows]) => `visit ${visit} ${rows}`),
  ];
  return new Map(lines.map((line) => [line, 1]));
}

/** Whether the job is done and has let go of its checkpoints: killed now, it would rightly begin anew. */
function isOver(folder: string): boolean {
  const checkpoints = join(folder, "ck");
  return existsSync(checkpoints) && readdirSync(checkpoints).length === 0;
}
