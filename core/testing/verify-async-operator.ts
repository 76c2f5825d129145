import type { Operator } from "../operators/operator.ts";
import { yieldToEventLoop } from "../platform/mod.ts";
import type { InputEvent } from "./event.ts";
import type { Mode } from "./modes.ts";
import type { OperatorHost } from "./operator-host.ts";
import { type OpenCase, openCase, type Played, type PlayOptions } from "./play-case.ts";
import { accept, modesOf, type OperatorCase, playOptions } from "./verify-operator.ts";

/**
 * As `verifyOperator`, for an operator that waits for something outside. After each event everything that can settle does,
 * under the virtual clock: its functions wait by the `sleep` that they are given. Crashes hit it while requests are under
 * way. At the end the clock goes on until nothing is.
 *
 * @example
 * ```ts
 * const double: Parameters<typeof verifyAsyncOperator>[0] = {
 *   name: "pass on",
 *   open: (context) => ({ batch: (batch) => context.emit(batch) }),
 * };
 * await verifyAsyncOperator(double, { input: [at(1, "a"), end], output: [at(1, "a"), end] });
 * ```
 */
export async function verifyAsyncOperator(operator: Operator, given: OperatorCase): Promise<void> {
  const options = playOptions(given);
  for (const mode of modesOf(operator, given)) {
    accept(operator, given, await playAsync(operator, options, mode), mode);
  }
}

async function playAsync(operator: Operator, options: PlayOptions, mode: Mode): Promise<Played> {
  const open = openCase(operator, options, mode);
  for (const step of open.steps) {
    await playStep(open, step);
    // At once, so that what the step has begun is under way.
    if (mode.crashes === "after every step" && !isOver(open, step)) open.crash();
    await quiet(open.host);
    if (step[0]!.event === "end") await finish(open.host, operator.name);
  }
  open.host.close();
  return open.played();
}

/** Time passes step by step, so that what wakes in between settles at its own time. */
async function playStep(open: OpenCase, step: readonly InputEvent[]): Promise<void> {
  const [event] = step as readonly [InputEvent];
  if (event.event === "processingTime") await passTime(open.host, event.timeMs);
  open.play(step);
}

async function passTime(host: OperatorHost, timeMs: number): Promise<void> {
  while (host.outside.nextMs() <= timeMs) {
    host.processingTime(Math.max(host.outside.nextMs(), host.outside.nowMs()));
    await quiet(host);
  }
}

/** Lets promises settle that need no time, until nobody has news of any. */
async function quiet(host: OperatorHost): Promise<void> {
  for (;;) {
    await yieldToEventLoop();
    if (!host.outside.asked()) return;
    host.outside.resume();
  }
}

async function finish(host: OperatorHost, name: string): Promise<void> {
  while (host.outside.waits() !== undefined) {
    const nextMs = host.outside.nextMs();
    if (nextMs === Number.POSITIVE_INFINITY) {
      throw new Error(`Cannot end ${name} as it must end: it waits for something that never comes; let it time out`);
    }
    await passTime(host, nextMs);
  }
}

function isOver({ host }: OpenCase, [event]: readonly InputEvent[]): boolean {
  return event!.event === "end" && host.outside.waits() === undefined;
}
