// The job that is run in a pipe: what comes by standard input goes to standard output.
import { type Job, job, schema } from "millrace";
import { stdin, stdout } from "millrace/connectors/stdio";

const {
  IN = "json",
  OUT = "json",
  BAD = "fail",
  SCHEMA,
  ENCODING = "utf8",
  BOUNDEDNESS = "bounded",
  LONGEST,
} = process.env;

const passed: Job = job("pass", ({ from }) =>
  from(
    stdin({
      format: IN as "json",
      encoding: ENCODING as "utf8",
      boundedness: BOUNDEDNESS as "bounded",
      ...(LONGEST === undefined ? {} : { maxRecordBytes: Number(LONGEST) }),
      ...(SCHEMA === undefined ? {} : { schema: schema({ id: "int32", at: "date", ok: "boolean" }) }),
    }),
    { onError: BAD as "fail" },
  ).sinkTo(stdout({ format: OUT as "json" })),
);

export default passed;
