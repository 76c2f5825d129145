import { threadId } from "node:worker_threads";
import {
  columnOf,
  type Dataset,
  from,
  inputOf,
  into,
  iterate,
  type Job,
  job,
  makeBatch,
  type Operator,
  pipeInputs,
  rowSchema,
} from "../../../../../core/mod.ts";

export interface Asked {
  readonly step: string;
  /** How many other threads there are; −1 where nobody assists. */
  readonly size: number;
  /** How many of them wrote down what they were told, and in how many threads that was. */
  readonly wrote: number;
  readonly threads: number;
}

/** What the sink is given, in the thread that runs it. */
export const asked: Asked[] = [];

interface Told {
  readonly cells: Int32Array; // [0] how many wrote, then the thread of each
  readonly what: number;
}

const mostMs = 120_000;

/** Tells the other threads three things in order, which they write down where all see it. */
function asks(name: string, deed: string): Operator {
  return {
    name,
    watermarks: "own",
    assist: () => {
      let last = 0;
      return (message) => {
        const { cells, what } = message as Told;
        if (deed === "throw") throw new RangeError("nobody helps here");
        if (deed === "exit") process.exit(5);
        if (what !== ++last) return;
        if (what === 3) cells[1 + Atomics.add(cells, 0, 1)] = threadId;
        Atomics.notify(cells, 0);
      };
    },
    open: (context) => ({
      batch: () => undefined,
      end: () => {
        const { crew } = context;
        const cells = new Int32Array(new SharedArrayBuffer(4 * 16));
        for (const what of [1, 2, 3]) crew?.tell({ cells, what } satisfies Told);
        const until = performance.now() + mostMs;
        while (crew !== undefined && Atomics.load(cells, 0) < crew.size && performance.now() < until && !crew.isOver)
          Atomics.wait(cells, 0, Atomics.load(cells, 0), 20);
        const threads = new Set([threadId, ...cells.slice(1).filter((id) => id > 0)]).size;
        context.emit(rowBatch({ step: name, size: crew?.size ?? -1, wrote: cells[0]!, threads }));
      },
    }),
  };
}

function rowBatch(row: object): ReturnType<typeof makeBatch> {
  const columns = Object.values(row).map((value) => columnOf([value]));
  const schema = rowSchema(Object.keys(row).map((name, at) => ({ name, type: columns[at]!.type })));
  return makeBatch(schema, 1, columns);
}

function asking(rows: Dataset<number>, name: string, deed: string): Dataset<Asked> {
  return pipeInputs<Asked>(asks(name, deed), [inputOf(rows as Dataset<unknown>, { to: "one subtask" })]);
}

/** Two steps that ask, one of them within an iteration. */
export const assisted: Job = job("assisted", ({ parameter }) => {
  const deed = parameter("deed", "write");
  const rows = from([1, 2, 3]);
  const first = asking(rows, "first", deed);
  const within = iterate(rows, { rounds: 1 }, (round) => ({ feedback: round, output: asking(round, "within", deed) }));
  return first.sinkTo(into(asked)).and(within.sinkTo(into(asked)));
});

export const module: URL = new URL(import.meta.url);

export default assisted;
