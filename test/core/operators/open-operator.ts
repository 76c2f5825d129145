import type { Batch } from "../../../core/data/batch.ts";
import type { Operator, OperatorContext, OperatorTask } from "../../../core/operators/operator.ts";
import type { Recoverable, StateDeclaration, StateDisk } from "../../../core/state/state.ts";
import { type Exchange, type OperatorHost, operatorHost } from "../../../core/testing/operator-host.ts";

export interface OpenOperator {
  readonly host: OperatorHost;
  /** Of the life under way. */
  task(): OperatorTask;
  /** Its states by name, of the life under way. */
  states(): ReadonlyMap<string, Recoverable>;
}

export interface OpenOptions {
  readonly exchange: readonly Exchange[];
  readonly disk?: StateDisk;
  readonly emitted?: (batch: Batch) => void;
}

/** An operator in one subtask, with a look at what is inside. */
export function openOperator(operator: Operator, { exchange, disk, emitted }: OpenOptions): OpenOperator {
  let task: OperatorTask | undefined;
  let states = new Map<string, Recoverable>();
  const open: Operator["open"] = (context) => {
    states = new Map();
    const state = (declaration: StateDeclaration<unknown>): unknown => {
      const handle = context.state(declaration);
      states.set(declaration.name, handle as Recoverable);
      return handle;
    };
    task = operator.open(Object.create(context, { state: { value: state } }) as OperatorContext);
    return task;
  };
  const output = {
    emit: (batch: Batch) => emitted?.(batch),
    watermark: () => undefined,
    status: () => undefined,
    barrier: () => undefined,
    end: () => undefined,
    needed: true,
  };
  const host = operatorHost(
    {
      operator: { ...operator, open },
      outputs: () => [output],
      exchange,
      memoryBytes: Number.POSITIVE_INFINITY,
      disk,
      onFailure: (message) => {
        throw new Error(message);
      },
      count: () => undefined,
    },
    1,
  );
  return { host, task: () => task!, states: () => states };
}
