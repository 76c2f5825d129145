import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from "node:fs";
import { processRuns } from "../../core/platform/mod.ts";

/** How one process of a server is started. */
export interface ProcessPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: string;
  /** Settles once it serves; asked again until it does. */
  isReady(): Promise<boolean>;
  readonly readyMs: number;
  /** Whether it goes on when this process ends (`npm run services -- up`); else it ends with it, however that ends. */
  readonly outlives: boolean;
}

/** One process of a server, known by its id alone. */
export interface ServerProcess {
  readonly pid: number;
  /** Starts it again after `kill` or `stop`, on the same ports and data. */
  start(): Promise<void>;
  /** SIGKILL: what it had not written is lost. */
  kill(): Promise<void>;
  /** SIGTERM, then SIGKILL after 10 s. */
  stop(): Promise<void>;
  /** SIGSTOP: connections are accepted by the system, nothing is answered. */
  pause(): Promise<void>;
  resume(): void;
}

export async function startProcess(plan: ProcessPlan): Promise<ServerProcess> {
  let running = await begin(plan);
  return {
    get pid() {
      return running.pid;
    },
    start: async () => {
      running = await begin(plan);
    },
    kill: () => end(running, "SIGKILL"),
    stop: () => end(running, "SIGTERM"),
    pause: () => pauseProcess(running.pid),
    resume: () => void process.kill(running.pid, "SIGCONT"),
  };
}

interface Running {
  readonly pid: number;
  readonly guard: ChildProcess | undefined;
}

async function begin(plan: ProcessPlan): Promise<Running> {
  const output = openSync(plan.log, "a");
  const child = spawn(plan.command, plan.args, {
    cwd: plan.cwd,
    env: { ...process.env, ...plan.env },
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const failed = await new Promise<Error | undefined>((done) => {
    child.once("error", done);
    child.once("spawn", () => done(undefined));
  });
  if (failed !== undefined) throw failed;
  child.unref();
  const running = { pid: child.pid!, guard: plan.outlives ? undefined : guardOf(child.pid!) };
  const since = performance.now();
  while (!(await plan.isReady().catch(() => false))) {
    const isOver = !processRuns(running.pid);
    if (!isOver && performance.now() - since < plan.readyMs) {
      await new Promise((done) => setTimeout(done, 50));
      continue;
    }
    await end(running, "SIGKILL");
    const why = isOver ? "it ended by itself" : `nothing was served within ${plan.readyMs / 1000} s`;
    throw new NotReady(`${why}; the last of its log:\n${readFileSync(plan.log, "utf8").slice(-2000)}`);
  }
  return running;
}

/** The process ended, or served nothing: another port may do. */
export class NotReady extends Error {
  override readonly name = "NotReady";
}

/** A shell that waits for our end of its input to be closed, as it is when this process ends in any way, and then ends the server. */
function guardOf(pid: number): ChildProcess {
  const guard = spawn("sh", ["-c", 'read _; kill -9 "$0"', String(pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  (guard.stdin as unknown as { unref?(): void }).unref?.();
  return guard;
}

/** A signal is on its way for a while: gives once all has stopped, where the system shows it (Linux). */
async function pauseProcess(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  for (let isStopped = false; !isStopped && existsSync(`/proc/${pid}/task`); ) {
    const threads = readdirSync(`/proc/${pid}/task`);
    const states = threads.map((id) => readFileSync(`/proc/${pid}/task/${id}/stat`, "utf8"));
    isStopped = states.every((text) => /^\) [Tt]/.test(text.slice(text.lastIndexOf(")"))));
    await new Promise((done) => setTimeout(done, 5));
  }
}

async function end({ pid, guard }: Running, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  await endProcess(pid, signal);
  guard?.kill("SIGKILL");
}

/** Ends a process and waits until it is gone. */
export async function endProcess(pid: number, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  const since = performance.now();
  for (let next: "SIGKILL" | "SIGTERM" | undefined = signal; processRuns(pid); ) {
    if (next !== undefined) process.kill(pid, next);
    next = signal === "SIGTERM" && performance.now() - since > 10_000 ? "SIGKILL" : undefined;
    await new Promise((done) => setTimeout(done, 20));
  }
}
