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
  /** Jobs side by side, each a process with a folder of its own. */
  readonly lanes?: number;
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
  lanes = 1,
  say = () => undefined,
}: KillOptions): Promise<KillReport> {
  const report = { kills: 0, runs: 0, lost: 0, doubled: 0, seed };
  const shared = mkdtempSync(join(tmpdir(), "millrace-kills-"));
  try {
    writeInput(shared);
    const inLane = async (lane: number): Promise<void> => {
      const random = seededRandom(seed + lane);
      for (let run = 0; report.kills < kills; run++) {
        const folder = join(shared, `${lane}-${run}`);
        await untilEnd({ shared, folder, parallelism, random, mayKill: () => report.kills < kills }, () => {
          report.kills++;
        });
        report.runs++;
        const found = compare(folder);
        report.lost += found.lost;
        report.doubled += found.doubled;
        rmSync(folder, { recursive: true });
        say(
          `${report.kills} kills, ${report.runs} runs, ${report.lost} lost, ${report.doubled} doubled (seed ${seed})`,
        );
      }
    };
    // The first run is not disturbed: it shows that there is nothing to find without kills, and leaves compiled code for others.
    await untilEnd({ shared, folder: join(shared, "first"), parallelism, mayKill: () => false }, () => undefined);
    const found = compare(join(shared, "first"));
    if (found.lost + found.doubled > 0)
      throw new Error(`Without any kill ${found.lost} rows are lost, ${found.doubled} doubled`);
    await Promise.all(Array.from({ length: Math.min(lanes, kills) }, (_, lane) => inLane(lane)));
    return report;
  } finally {
    rmSync(shared, { recursive: true });
  }
}

interface KilledRun {
  /** Where the input is. */
  readonly shared: string;
  readonly folder: string;
  readonly parallelism: number;
  readonly random?: { next(): number };
  readonly mayKill: () => boolean;
}

/** One run of the job, however many processes that takes. */
async function untilEnd(run: KilledRun, killed: () => void): Promise<void> {
  mkdirSync(run.folder);
  for (;;) {
    const end = await once(run);
    if (end === "killed") killed();
    else return;
  }
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

/** How long a process takes about to begin: a kill in four comes by then, the others when it has taken a checkpoint. */
const startMs = 900;

/** How long a process lives after that at most. */
const lifeMs = 500;

/** Runs the job as a process: whether it was killed, or there was nothing left to kill. */
async function once(run: KilledRun): Promise<"killed" | "over"> {
  const child = start(run);
  let err = "";
  child.stderr!.on("data", (text) => {
    err += text;
  });
  const ended = new Promise<[number | null, string | null]>((resolve) => {
    child.on("close", (code, signal) => resolve([code, signal]));
  });
  const isOver = new AbortController();
  if (run.random !== undefined && run.mayKill()) void killAtRandom(child, run, run.random, isOver.signal);
  const [code, signal] = await ended;
  isOver.abort();
  if (signal === "SIGKILL") return hasEnded(run.folder) ? "over" : "killed";
  if (code !== 0) throw new Error(`The job failed with exit code ${code}: ${err}`);
  return "over";
}

async function killAtRandom(
  child: ChildProcess,
  { folder }: KilledRun,
  random: { next(): number },
  isOver: AbortSignal,
): Promise<void> {
  const before = manifestsIn(folder).join();
  const isEarly = random.next() < 0.25;
  const delayMs = random.next() * (isEarly ? startMs : lifeMs);
  // However slow the machine is, three of four lives get further than the one before.
  while (!isEarly && manifestsIn(folder).join() === before && !isOver.aborted) await sleep(5);
  await sleep(delayMs);
  child.kill("SIGKILL");
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function start({ shared, folder, parallelism }: KilledRun): ChildProcess {
  const words = ["run", join(root, "test", "campaign", "kill-job.ts"), "--checkpoint", `40ms:${join(folder, "ck")}`];
  return spawn(
    process.execPath,
    ["--conditions=millrace:source", join(root, "cli", "main.ts"), ...words, "--parallelism", String(parallelism)],
    {
      env: {
        ...process.env,
        INPUT: join(shared, "in"),
        FOLDER: folder,
        TMPDIR: folder,
        NODE_COMPILE_CACHE: join(shared, "compiled"),
      },
      stdio: ["ignore", "ignore", "pipe"],
    },
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
  expectedOnce ??= naive();
  return new Map(expectedOnce);
}

let expectedOnce: Map<string, number> | undefined;

function naive(): Map<string, number> {
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

/** Whether the job has come to its end and let go of its checkpoints: started again, it would rightly begin anew. */
function hasEnded(folder: string): boolean {
  return manifestsIn(folder).length === 0 && existsSync(join(folder, "windows")) && linesIn(folder).length > 0;
}

function manifestsIn(folder: string): string[] {
  const checkpoints = join(folder, "ck");
  return existsSync(checkpoints) ? readdirSync(checkpoints).filter((name) => name.endsWith(".manifest")) : [];
}
