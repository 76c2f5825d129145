// What becomes of bad records and of schemas that do not fit, over every remote file system.
import { expect, test } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import type { BadRecord } from "../../core/io/mod.ts";
import { deadLetter, from, schema } from "../../core/mod.ts";
import type { RemotePlace } from "./remote-formats.ts";

export function testBadData(where: string, placed: () => Pick<RemotePlace, "files" | "folder">): void {
  test(`a record that cannot be read fails the run with its place, is skipped, or goes to a file ${where}`, async () => {
    const { files, folder } = placed();
    const path = `${folder}/bad/rows.csv`;
    const writer = await files.write(path);
    await writer.write(new TextEncoder().encode("n,half\n1,0.5\nx,1\n3,1.5\n"));
    await files.publish(await writer.finish(), path);
    const source = () => csv<{ n: number; half: number }>(path, { schema: schema({ n: "float64", half: "float64" }) });
    const good = [
      { n: 1, half: 0.5 },
      { n: 3, half: 1.5 },
    ];
    await expect(from(source()).collect()).rejects.toThrow(/line 3[\s\S]*"x"/);
    expect(await from(source(), { onError: "skip" }).collect()).toEqual(good);
    const letters = `${folder}/bad/letters.csv`;
    expect(await from(source(), { onError: deadLetter(csv<BadRecord>(letters)) }).collect()).toEqual(good);
    const told = await from(csv<BadRecord>(letters)).collect();
    expect(told.map(({ column, position }) => [column, position])).toEqual([["n", "line 3"]]);
  });

  test(`a schema that does not fit is refused before a record is written ${where}`, async () => {
    const { files, folder } = placed();
    const path = `${folder}/misfit/in.parquet`;
    await from([{ n: 1, name: "a" }])
      .sinkTo(parquet(path))
      .run();
    const wrong = schema({ n: "float64", name: "int32" });
    const out = `${folder}/misfit/out.csv`;
    const copied = from(parquet<{ n: number; name: number }>(path, { schema: wrong })).sinkTo(csv(out));
    await expect(copied.run()).rejects.toThrow(/"name"/);
    expect(await files.stat(out)).toBeUndefined();
  });
}
