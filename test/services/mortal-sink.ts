import type { Sink } from "../../core/io/mod.ts";

// What a job that is killed says by its environment: at which moment, and when that has come how often.
const { KILL_AT: moment, KILL_AFTER = "1" } = process.env;
let left = Number(KILL_AFTER);

/** Ends the process when this moment has come so often. */
function dieAt(now: string): void {
  if (now === moment && --left === 0) process.kill(process.pid, "SIGKILL");
}

/** A sink whose process ends around its commits. */
export function mortal<Row>(sink: Sink<Row>): Sink<Row> {
  return {
    ...sink,
    open: async (context) => {
      const writer = await sink.open(context);
      const prepare = async (): ReturnType<typeof writer.prepare> => {
        const transaction = await writer.prepare();
        dieAt("prepared");
        return transaction;
      };
      return { ...writer, prepare };
    },
    commit: async (transactions) => {
      dieAt("before commit");
      await sink.commit(transactions);
      dieAt("committed");
    },
  };
}
