// The job whose process is killed, by itself or from outside: what is sent to a webhook, as rows in a folder.
import { type Job, job } from "millrace";
import { webhook } from "millrace/connectors/http";
import { jsonLines } from "millrace/connectors/json-lines";

const { PORT, TOKEN, OUTPUT, STORED_BEFORE_KILL = "0" } = process.env;
let left = Number(STORED_BEFORE_KILL);

const source = webhook({ port: Number(PORT), token: TOKEN! });
// A checkpoint has the rows, and their senders have no answer yet.
const mortal: typeof source = {
  ...source,
  stored: async (positions) => {
    const { position } = positions.values().next().value as { readonly position: { readonly requests: number } };
    if (position.requests > 0 && --left === 0) process.kill(process.pid, "SIGKILL");
    await source.stored!(positions);
  },
};

const kept: Job = job("what is sent", ({ from }) => from(mortal).sinkTo(jsonLines(OUTPUT!)));

export default kept;
