// The job whose process is killed: numbers of a generator that says where it is by pages, as rows in a folder.
import { type Job, job, resumable } from "millrace";
import { jsonLines } from "millrace/connectors/json-lines";

const pages = 300;
const rowsPerPage = 7;

const numbers = resumable("numbers", async function* (page: number | undefined) {
  for (let at = page ?? 0; at < pages; at++) {
    await new Promise((done) => setTimeout(done, 3));
    for (let k = 0; k < rowsPerPage; k++) {
      // Some of a page come later than others, so that checkpoints fall into pages.
      if (k === 3) await new Promise((done) => setTimeout(done, 3));
      yield { row: { n: at * rowsPerPage + k } };
    }
    yield { position: at + 1 };
  }
});

const copied: Job = job("numbers of a generator", ({ from }) => from(numbers).sinkTo(jsonLines(process.env.OUTPUT!)));

export default copied;
