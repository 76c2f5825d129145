// The job whose process is killed, by itself around its commits or from outside: pages of a server, as requests to it.
import { type Job, job } from "millrace";
import { httpPoll, httpSink } from "millrace/connectors/http";
import { mortal } from "../../services/mortal-sink.ts";

const { URL_OF_SERVER: url = "", TOKEN: token = "", SENDS } = process.env;

interface Page {
  readonly rows: readonly { readonly n: number }[];
  readonly next: number | null;
}

const headers = { authorization: `Bearer ${token}` };
const pages = httpPoll<{ n: number }>((at) => `${url}/pages?token=${token}&from=${at ?? 0}`, {
  headers,
  rows: (answer) => (answer as Page).rows,
  next: (answer) => (answer as Page).next ?? undefined,
});

const copied: Job = job("pages to requests", ({ from }) =>
  from(pages).sinkTo(mortal(httpSink(`${url}/in?token=${token}`, { headers, rows: 40, sends: SENDS as "at once" }))),
);

export default copied;
