import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { localFiles } from "../../../../core/io/local-files.ts";
import type { CheckpointOptions, Running, RunOptions } from "../../../../core/mod.ts";
import lasting, { letters, parts, rows, rowsEach } from "./jobs/lasting.ts";

const module = new URL("./jobs/lasting.ts", import.meta.url);

interface Place {
  readonly out: string;
  readonly ck: string;
  readonly sp: string;
  readonly marker: string;
  readonly state: string;
  /** Lets so many rows of each part through. */
  open(rows: number): void;
  readonly gate: string;
}

function newPlace(whenDone: (remove: () => void) => void = onTestFinished): Place {
  const base = mkdtempSync(join(tmpdir(), "millrace-lasting-"));
  whenDone(() => rmSync(base, { recursive: true }));
  const at = (name: string): string => join(base, name);
  const open = (rows: number): void => {
    writeFileSync(at("gate.new"), String(rows));
    renameSync(at("gate.new"), at("gate"));
  };
  return {
    out: at("out"),
    ck: at("ck"),
    sp: at("sp"),
    marker: at("marker"),
    state: at("state"),
    gate: at("gate"),
    open,
  };
}

beforeEach(() => {
  rows.length = 0;
  letters.length = 0;
});

/** Everything that was committed, as text. */
function committed({ out }: Place): string[] {
  const files = readdirSync(out).filter((name) => !name.startsWith("."));
  const lines = files.flatMap((name) => readFileSync(join(out, name), "utf8").trim().split("\n").slice(1));
  return [...rows, ...letters.map(({ text }) => text), ...lines].map((row) => JSON.stringify(row)).sort();
}

/** What one thread gives that nothing disturbs. */
let expected: string[];

beforeAll(async () => {
  const place = newPlace(afterAll);
  place.open(rowsEach);
  await lasting.run({ parameters: { folder: place.out, gate: place.gate } });
  expected = committed(place);
});

interface Asked extends Omit<RunOptions, "checkpoint"> {
  readonly checkpoint?: Partial<CheckpointOptions>;
  readonly dies?: boolean;
}

function started(place: Place, { checkpoint = {}, dies = false, ...rest }: Asked = {}): Running {
  const { out: folder, gate, marker } = place;
  return lasting.start({
    parallelism: 2,
    module,
    parameters: { folder, gate, ...(dies ? { marker } : {}) },
    checkpoint: { dir: place.ck, interval: 10, ...checkpoint },
    restart: { strategy: "none" },
    ...rest,
  });
}

/** Lets rows through, and waits until all that they give has been committed. */
async function through(place: Place, count: number): Promise<void> {
  place.open(count);
  while (rows.length + letters.length < parts * count) await new Promise((resolve) => setTimeout(resolve, 2));
}

test("a run on threads with checkpoints commits as it goes, each worker writes its state, and it gives what one thread gives", async () => {
  const place = newPlace();
  const run = started(place);
  await through(place, 100);
  const written = readdirSync(place.ck).flatMap((name) => /^checkpoint-\d+-(\d)\.state$/.exec(name)?.[1] ?? []);
  expect([...new Set(written)].sort()).toEqual(["1", "2"]);
  const path = await run.savepoint(place.sp);
  place.open(rowsEach);
  await run.finished;
  expect(committed(place)).toEqual(expected);
  expect(readdirSync(place.ck)).toEqual([]);
  expect(readdirSync(place.sp)).toContain(basename(path));
});

test("a worker that dies fails the attempt, and the run goes on from its last checkpoint", async () => {
  const place = newPlace();
  const warnings: string[] = [];
  const onWarning = (text: string): void => void warnings.push(text);
  const run = started(place, { dies: true, restart: { strategy: "fixed delay", delay: 1 }, onWarning });
  await through(place, 150);
  place.open(rowsEach);
  await run.finished;
  expect(warnings.join("\n")).toMatch(/Restarting in .*got from worker \d of 2 an end with exit code 3/);
  expect(committed(place)).toEqual(expected);
});

for (const parallelism of [1, 3]) {
  test(`what fails on 2 threads is begun again by the same command on ${parallelism}, with its state on disk`, async () => {
    const place = newPlace();
    const state = { disk: place.state, memoryBytes: 65_536 };
    const run = started(place, { dies: true, state });
    await through(place, 150);
    place.open(rowsEach);
    await expect(run.finished).rejects.toThrow("exit code 3");
    await started(place, { state, parallelism }).finished;
    expect(committed(place)).toEqual(expected);
  });
}

test("a run on threads is stopped with a savepoint, from which another goes on", async () => {
  const place = newPlace();
  const run = started(place);
  await through(place, 100);
  const path = await run.stopWithSavepoint(place.sp, "at once");
  expect((await run.finished).savepoint).toBe(path);
  place.open(rowsEach);
  await started({ ...place, ck: `${place.ck} 2` }, { checkpoint: { from: path }, parallelism: 3 }).finished;
  expect(committed(place)).toEqual(expected);
});

test("a run on threads that is drained has given all that it read", async () => {
  const place = newPlace();
  const run = started(place);
  await through(place, 100);
  const path = await run.stopWithSavepoint(place.sp, "drain");
  const { savepoint, rowsRead } = await run.finished;
  expect(savepoint).toBe(path);
  expect(rowsRead).toBe(parts * 100);
  // What windows held has come out.
  expect(committed(place).length).toBeGreaterThan(rows.length + letters.length);
});

test("where a worker finds its part of the newest checkpoint damaged, all go on from the one before it", async () => {
  const place = newPlace();
  const stop = new AbortController();
  const run = started(place, { signal: stop.signal, checkpoint: { retain: 10_000 } });
  await through(place, 100);
  await through(place, 200);
  stop.abort(new Error("enough"));
  await expect(run.finished).rejects.toThrow("enough");
  const numbered = readdirSync(place.ck).flatMap((name) =>
    name.endsWith(".state") ? [[numberIn(name), name] as const] : [],
  );
  const [, newest] = numbered.sort(([a], [b]) => b - a)[0]!;
  writeFileSync(join(place.ck, newest), readFileSync(join(place.ck, newest)).fill(7));
  const warnings: string[] = [];
  place.open(rowsEach);
  await started(place, { onWarning: (text) => warnings.push(text) }).finished;
  expect(warnings.join("\n")).toMatch(/its bytes must be those written.*going on from .*checkpoint-\d+\.manifest/s);
  expect([...new Set(committed(place))]).toEqual(expected);
});

function numberIn(name: string): number {
  return Number(/\d+/.exec(name)![0]);
}

test("a file system that is given as an object is refused", async () => {
  const run = started(newPlace(), { checkpoint: { files: localFiles } });
  await expect(run.finished).rejects.toThrow("got both module and checkpoint.files");
});
