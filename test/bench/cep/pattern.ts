// `node cep/pattern.ts <a | b | c> <events>`: a pattern in a process of its own, warm; prints what a run takes beside its events, as JSON.
import { consumer } from "../consume.ts";
import { stopwatch } from "../measure.ts";
import { found } from "./digest.ts";
import { generate } from "./pattern-case.ts";
import { type PatternName, patterns } from "./patterns.ts";

const [name, events] = [process.argv[2] as PatternName, Number(process.argv[3])];

async function look(): Promise<void> {
  await found(patterns[name], events).sinkTo(consumer()).run();
}

await look();
await generate(events);
const watch = stopwatch();
await look();
const whole = watch();
const generating = stopwatch();
await generate(events);
const part = generating();
const rssBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ cpuNs: whole.cpuNs - part.cpuNs, wallNs: whole.wallNs - part.wallNs, rssBytes }));
