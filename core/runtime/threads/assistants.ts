import { defaultMaxParallelism } from "../../data/key-group.ts";
import type { Crew } from "../../operators/operator.ts";
import type { PlanNode } from "../../plan/node.ts";
import { keySpace } from "../../state/key-space.ts";
import { allStagesOf } from "../stage.ts";
import type { Calls } from "./calls.ts";
import type { WorkerSetup } from "./thread-run.ts";

/** What a subtask says to the other workers: by way of the main thread, which has a line to each. */
export interface AssistAsked {
  readonly stage: string;
  /** The worker that it is in. */
  readonly of: number;
  readonly message: unknown;
}

export function crewOf(stage: string, { own, workers, over }: WorkerSetup, calls: Calls): Crew {
  const isOver = new Int32Array(over);
  return {
    size: workers - 1,
    get isOver() {
      return Atomics.load(isOver, 0) === 1;
    },
    tell: (message) => {
      const asked: AssistAsked = { stage, of: own, message };
      calls.tell("assist", asked);
    },
  };
}

/** What a worker does for subtasks in others. */
export class Assistants {
  readonly #plan: readonly PlanNode[];
  readonly #parallelism: number;
  readonly #hearing = new Map<string, (message: unknown) => void>();

  constructor(plan: readonly PlanNode[], parallelism: number) {
    this.#plan = plan;
    this.#parallelism = parallelism;
  }

  hear({ stage, of, message }: AssistAsked): void {
    const asking = `${of} ${stage}`;
    let hears = this.#hearing.get(asking);
    if (hears === undefined) {
      hears = this.#begin(stage);
      this.#hearing.set(asking, hears);
    }
    hears(message);
  }

  #begin(id: string): (message: unknown) => void {
    const stage = allStagesOf(this.#plan, this.#parallelism).find((each) => each.id === id);
    const operator = stage?.node.kind === "operator" ? stage.node.operator : undefined;
    if (operator?.assist === undefined)
      throw new TypeError(`Cannot assist ${id} as it does not say how; this is a defect of Millrace`);
    return operator.assist(keySpace(defaultMaxParallelism));
  }
}
