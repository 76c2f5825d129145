import type { Batch } from "../data/batch.ts";
import { keep } from "../data/compact.ts";
import type { Output } from "../runtime/subtask.ts";
import { type HostOptions, type OperatorHost, operatorHost } from "./operator-host.ts";

/** Side outputs that lead back to an input, by name. */
export type Feedback = Readonly<Record<string, number>>;

/**
 * Runs an operator in a loop: what it gives to some side outputs comes back as input, before anything else happens. At
 * the end of the other inputs, those end once nothing is under way any more.
 */
export function loopedHost(feedback: Feedback, options: HostOptions, parallelism: number): OperatorHost {
  const underWay: { batch: Batch; input: number }[] = [];
  const outputs = (count: number): readonly Output[] =>
    options.outputs(count).map((output) => ({
      ...output,
      emit: (batch, side) => {
        const input = side === undefined ? undefined : feedback[side];
        if (input === undefined) output.emit(batch, side);
        else underWay.push({ batch: keep(batch), input });
      },
    }));
  const host = operatorHost({ ...options, outputs }, parallelism);
  const loop = (): void => {
    for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) host.batch(next.batch, next.input);
  };
  const after = <Arguments extends readonly unknown[]>(call: (...given: Arguments) => void) => {
    return (...given: Arguments): void => {
      call(...given);
      loop();
    };
  };
  const end = after(host.end);
  return {
    batch: after(host.batch),
    watermark: after(host.watermark),
    processingTime: after(host.processingTime),
    end: (input) => {
      const back = new Set(Object.values(feedback));
      const inputs = Array.from({ length: options.operator.inputs ?? 1 }, (_, each) => each);
      if (input !== undefined) end(input);
      else for (const each of inputs.sort((a, b) => Number(back.has(a)) - Number(back.has(b)))) end(each);
    },
    barrier: after(host.barrier),
    crash: after(host.crash),
    close: host.close,
    outside: { ...host.outside, resume: after(host.outside.resume) },
  };
}
