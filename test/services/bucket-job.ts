// The job whose process is killed: rows from a file of this machine, written to a folder of a bucket.
import { from, type Job, job } from "millrace";
import { csv } from "millrace/connectors/csv";

const copied: Job = job("to a bucket", () => [
  from(csv<{ n: number }>(process.env.INPUT!)).sinkTo(csv(process.env.OUTPUT!)),
]);

export default copied;
