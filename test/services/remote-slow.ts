// A server that is slow to take what is written to it.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { count, from } from "../../core/mod.ts";
import type { ServerProcess } from "./server-process.ts";

export interface SlowPlace {
  readonly folder: string;
  /** What takes the bytes. */
  readonly taker: ServerProcess;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What lives, MB. */
function held(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

/** @param where For titles: `in a bucket`. */
export function testSlowWriting(where: string, placed: () => Promise<SlowPlace>): void {
  test(`a server that takes nothing for a while holds the source back ${where}: memory stays flat, and nothing is lost`, async () => {
    const { folder, taker } = await placed();
    const rows = 20_000;
    const text = "x".repeat(10_000);
    let given = 0;
    const source = async function* (): AsyncGenerator<{ n: number; text: string }> {
      for (; given < rows; given++) {
        if (given % 50 === 0) await new Promise((done) => setImmediate(done));
        yield { n: given, text };
      }
    };
    const before = held();
    let peak = 0;
    const look = async (): Promise<number> => {
      await new Promise((done) => setTimeout(done, 250));
      peak = Math.max(peak, held() - before);
      return given;
    };
    const writing = from(source())
      .sinkTo(csv(`${folder}/slow.csv`))
      .run();
    while (given < 2000) await look();
    await taker.pause();
    try {
      let last = -1;
      for (let still = 0; still < 8; still = given === last ? still + 1 : 0) {
        last = given;
        await look();
      }
      // What was under way is all that was taken: 200 MB are to pass.
      expect(given).toBeLessThan(rows / 2);
    } finally {
      taker.resume();
    }
    while (given < rows) await look();
    await writing;
    // Three parts of 8 MB are under way, one is filled, and a batch or two.
    expect(peak).toBeLessThan(80);
    const found = await from(csv<{ n: number }>(`${folder}/slow.csv`))
      .aggregate({ rows: count() })
      .collect();
    expect(found).toEqual([{ rows }]);
  });
}
