// The job whose process is killed: what is sent to a webhook, as rows in a folder.
import { type Job, job } from "millrace";
import { webhook } from "millrace/connectors/http";
import { jsonLines } from "millrace/connectors/json-lines";

const kept: Job = job("what is sent", ({ from }) =>
  from(webhook({ port: Number(process.env.PORT), token: process.env.TOKEN! })).sinkTo(jsonLines(process.env.OUTPUT!)),
);

export default kept;
