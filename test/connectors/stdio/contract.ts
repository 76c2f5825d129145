// Runs the contracts on the standard streams of its own process, for stdio-contract.test.ts: what fails is told by standard error.
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { stdin, stdout } from "../../../connectors/stdio/mod.ts";
import { sinkContract, sourceContract } from "../../../core/testing/mod.ts";

interface Row {
  readonly id: number;
  readonly name: string;
}

const [what, sentence] = process.argv.slice(2);
const rows: readonly Row[] = Array.from({ length: 9 }, (_, id) => ({ id, name: `row ${id}` }));

if (what === "names") {
  const named = sourceContract(async () => ({ source: stdin(), rows, remove: async () => undefined }));
  process.stderr.write(JSON.stringify(named.map(({ name }) => name)));
} else if (what === "source") {
  const cases = sourceContract(async () => ({ source: stdin<Row>(), rows, remove: async () => undefined }));
  await cases.find(({ name }) => name === sentence)!.run();
} else {
  // Standard output is a file here: what stands behind its end of before is what this case has written.
  const written = process.env.WRITTEN!;
  const cases = sinkContract<Row>(async () => {
    const before = statSync(written).size;
    return {
      sink: stdout<Row>(),
      rows,
      visible: async () => {
        const lines = (await readFile(written)).subarray(before).toString("utf8").split("\n");
        return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
      },
      remove: async () => undefined,
    };
  }, "at-least-once");
  for (const { name, run } of cases) {
    await run().catch((error: Error) => process.stderr.write(`${name}: ${error.message}\n`));
  }
}
