import { SchemaPool } from "../../core/data/pack-shape.ts";
import type { Receiver } from "../../core/runtime/subtask.ts";
import { InLink } from "../../core/runtime/threads/in-link.ts";
import { OutLink } from "../../core/runtime/threads/out-link.ts";
import { ringBuffers } from "../../core/runtime/threads/ring.ts";
import type { BenchSuite, Sample } from "./case.ts";
import { spreadOf, stopwatch } from "./measure.ts";
import { doubles, rowBytes } from "./threads/doubles.ts";
import { keyedWork } from "./threads/keyed-work.job.ts";

// What threads cost, and what they bring: on a machine whose cores are busy otherwise only the CPU figures mean anything.

const ringRows = [1024, 4096, 16_384] as const;
/** Of one run, in batches of any size: a gigabyte. */
const ringTotal = 2 ** 25;

const suite: BenchSuite = ({ events = 8_000_000 }) => {
  const one = keyedWork(events);
  const module = (rows: number): URL => new URL(`./threads/keyed-work.job.ts?rows=${rows}`, import.meta.url);
  const threaded = (): Promise<unknown> => one.run({ parallelism: 2, module: module(events) });
  const started = (): Promise<unknown> => keyedWork(0).run({ parallelism: 2, module: module(0) });
  let walls = "";
  return [
    ...ringRows.map((rows) => {
      const speeds: number[] = [];
      return {
        name: `ring, batches of ${rows} rows of 4 doubles`,
        rows: ringTotal,
        run: () => {
          const taken = ringRun(rows);
          speeds.push((ringTotal * rowBytes) / taken.cpuNs);
          return taken;
        },
        get note() {
          return `${spreadOf(speeds).median.toFixed(1)} GB/s of CPU time, packing and reading together`;
        },
      };
    }),
    {
      name: "keyed work of 100 ns an event, two threads; starting them taken off",
      rows: events,
      setup: async () => {
        walls = await wallsOf(threaded, started, () => one.run());
      },
      run: async () => void (await threaded()),
      subtract: async () => void (await started()),
      rival: { name: "one thread", run: async () => void (await one.run()) },
      get note() {
        return walls;
      },
    },
  ];
};

export default suite;

/** Packs batches into a ring and reads them again: what both sides do, in one thread, so that neither waits for the other. */
function ringRun(rows: number): Sample {
  const ring = ringBuffers(2 ** 20);
  const batch = doubles(rows);
  const out = new OutLink(ring, () => undefined);
  let read = 0;
  const receiver: Receiver = {
    receive: ({ rowCount }) => {
      read += rowCount;
    },
    watermark: () => undefined,
    status: () => undefined,
    end: () => undefined,
    barrier: () => undefined,
    needed: true,
  };
  const link = new InLink(ring, new SchemaPool(), [receiver], () => undefined);
  const watch = stopwatch();
  while (read < ringTotal) {
    out.batch(batch, { subtask: 0, input: 0, channel: 0 });
    while (link.hasNext) link.take();
    out.flush();
  }
  return watch();
}

/** How much sooner two threads are done than one, without what starting them takes. */
async function wallsOf(
  threaded: () => Promise<unknown>,
  started: () => Promise<unknown>,
  alone: () => Promise<unknown>,
): Promise<string> {
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    const [two, start, one] = [await wall(threaded), await wall(started), await wall(alone)];
    ratios.push(one / (two - start));
  }
  const { median, low, high } = spreadOf(ratios);
  return `on the wall ${median.toFixed(2)} times as fast (${low.toFixed(2)} – ${high.toFixed(2)})`;
}

async function wall(run: () => Promise<unknown>): Promise<number> {
  const watch = stopwatch();
  await run();
  return watch().wallNs;
}
