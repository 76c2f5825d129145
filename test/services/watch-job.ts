// The job whose process is killed: files that come to a folder, as rows in another.
import { from, type Job, job, schema } from "millrace";
import { csv } from "millrace/connectors/csv";

const copied: Job = job("from a watched folder", () => [
  from(csv<{ n: number }>(process.env.INPUT!, { watch: "20ms", schema: schema({ n: "int32" }) })).sinkTo(
    csv(process.env.OUTPUT!),
  ),
]);

export default copied;
