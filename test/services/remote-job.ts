// The job whose process is killed: rows from a file of this machine, written to a remote folder.
import { from, type Job, job } from "millrace";
import { csv } from "millrace/connectors/csv";

const still = new Int32Array(new SharedArrayBuffer(4));

/** Stops the thread for 40 ms every 10,000 rows, so that checkpoints are taken on the way on any machine. */
function slowed(n: number): number {
  if (n % 10_000 === 0) Atomics.wait(still, 0, 0, 40);
  return n;
}

const copied: Job = job("to a remote folder", () => [
  from(csv<{ n: number }>(process.env.INPUT!))
    .map((row) => ({ n: slowed(row.n) }))
    .sinkTo(csv(process.env.OUTPUT!)),
]);

export default copied;
