// `node cep/partials.ts <events>`: each event begins a partial match that nothing ends; prints what the process took, as JSON.
import { match, pattern } from "../../../cep/mod.ts";
import { from, type Running } from "../../../core/mod.ts";
import { consumer } from "../consume.ts";
import { stopwatch } from "../measure.ts";
import { type CepEvent, cepEvents } from "./events.ts";

const events = Number(process.argv[2]);
const waiting = pattern("any", (event: CepEvent) => event.type >= 0)
  .followedBy("never", (event) => event.type === 9)
  .within("1d");

let run: Running | undefined;
let most = 0;
const counted = cepEvents(events, {
  onRead: () => {
    most = Math.max(most, run?.metrics.total("partialMatches(never)") ?? 0);
  },
});
const watch = stopwatch();
run = from(counted).withEventTime().keyBy("key").apply(match(waiting)).sinkTo(consumer()).start();
await run.finished;
const took = watch();
if (most < 0.98 * events) throw new Error(`${events} partial matches must have been under way: got ${most}`);
console.log(JSON.stringify({ ...took, rssBytes: process.resourceUsage().maxRSS * 1024 }));
