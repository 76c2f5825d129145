import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { from, generate } from "../../../core/mod.ts";
import { inFolder } from "./text-files.ts";

const ownFiles = "/proc/self/fd";

/** Which files below a folder this process has open, as Linux shows it. */
function openBelow(folder: string): string[] {
  const all = readdirSync(ownFiles).flatMap((fd) => {
    try {
      return [readlinkSync(`${ownFiles}/${fd}`)];
    } catch {
      return []; // That of the folder that was just read.
    }
  });
  return all.filter((path) => path.startsWith(folder));
}

const rows = (count: number) => generate({ count, make: (n) => ({ n, text: `row ${n}` }) });

const formats = [
  ["csv", csv],
  ["jsonl", jsonLines],
  ["parquet", parquet],
  ["arrow", arrow],
  ["avro", avro],
] as const;

test.runIf(existsSync(ownFiles)).each(formats)(
  "no file of %s stays open behind a run, however that ends",
  (extension, format) =>
    inFolder(async (folder) => {
      const input = `${folder}/in.${extension}`;
      const seen: string[] = [];
      await from(rows(50_000))
        .sinkTo(format(input) as never)
        .run();
      expect(openBelow(folder)).toEqual([]);
      for (const place of [`${folder}/out.${extension}`, `${folder}/out/`]) {
        const checkpoint = { dir: `${folder}/checkpoints of ${place.length}`, interval: "5ms" } as const;
        const stop = new AbortController();
        const copy = (isOver: (n: number) => boolean) =>
          from(format(input) as never)
            .map((row: unknown) => {
              const { n } = row as { n: number };
              if (n === 10_000) seen.push(...openBelow(folder));
              if (isOver(n)) throw new Error("enough of it");
              return row;
            })
            .sinkTo(format(place) as never);
        const stops = (n: number): boolean => {
          if (n === 20_000) stop.abort(new Error("told to stop"));
          return false;
        };
        await expect(copy((n) => n === 30_000).run({ checkpoint, restart: { strategy: "none" } })).rejects.toThrow();
        expect(openBelow(folder)).toEqual([]);
        await expect(copy(stops).run({ checkpoint, signal: stop.signal })).rejects.toThrow("told to stop");
        expect(openBelow(folder)).toEqual([]);
        await copy(() => false).run({ checkpoint });
        expect(openBelow(folder)).toEqual([]);
      }
      expect((await from(format(`${folder}/out/`) as never).collect()).length).toBe(50_000);
      // What is looked for is found while it is there.
      expect(seen.length).toBeGreaterThan(0);
      await writeFile(input, 'n,text\n1,"never closed');
      await expect(from(format(input) as never).collect()).rejects.toThrow();
      expect(openBelow(folder)).toEqual([]);
    }),
);
