// `npm run campaign -- --seeds N [--seed S] [--of patterns]` or `--kills N [--of kafka|s3|hdfs|follow] [--seed S] [--parallelism P] [--lanes L]`: trials longer than those of the tests.
import { parseArguments, wholeNumber } from "../../cli/arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { type ServerRecipe, startServer } from "../services/server.ts";
import { hdfs } from "../services/servers/hdfs.ts";
import { kafka } from "../services/servers/kafka.ts";
import { seaweedfs } from "../services/servers/seaweedfs.ts";
import {
  hdfsToHdfs,
  type KilledWay,
  killWriters,
  storedToTopic,
  topicToBucket,
  topicToTopic,
} from "../services/writer-kills.ts";
import { tellUsage } from "../tools/usage.ts";
import { killCampaign } from "./kills.ts";
import { seedCampaign } from "./seeds.ts";

tellUsage(import.meta);

const served = ["kafka", "s3", "hdfs", "follow"] as const;
const say = (text: string): void => console.log(text);
try {
  await campaign(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// What a failed seed has left under way, with its timeouts, is not waited for.
process.exit();

async function campaign(given: readonly string[]): Promise<void> {
  const { words, options } = parseArguments(given, {
    seeds: "value",
    kills: "value",
    seed: "value",
    of: "value",
    parallelism: "value",
    lanes: "value",
  });
  const [seeds, kills] = [wholeNumber(options, "seeds"), wholeNumber(options, "kills")];
  if ((seeds === undefined) === (kills === undefined) || words.length > 0) {
    const got = words.length > 0 ? JSON.stringify(words.join(" ")) : seeds === undefined ? "none" : "two";
    throw new UsageError(
      `Cannot run a campaign as its kind must be said: got ${got}; ` +
        "write npm run campaign -- --seeds 10000 [--seed N] [--of patterns], or --kills 100 [--of kafka|s3|hdfs|follow] [--seed N] [--parallelism N] [--lanes N]",
    );
  }
  if (seeds !== undefined) await simulateSeeds(seeds, firstSeed(options) ?? 0, programsOf(options));
  else await killJobs(kills!, killedOf(options), options);
}

/** Unlike other numbers it may be 0. */
function firstSeed(options: ReadonlyMap<string, string>): number | undefined {
  return options.get("seed") === "0" ? 0 : wholeNumber(options, "seed");
}

function programsOf(options: ReadonlyMap<string, string>): "any" | "patterns" {
  const of = options.get("of") ?? "any";
  if (of === "any" || of === "patterns") return of;
  throw new UsageError(
    `Cannot run a campaign of such programs as they must be "any" or "patterns": got ${JSON.stringify(of)}; leave --of out`,
  );
}

function killedOf(options: ReadonlyMap<string, string>): "files" | (typeof served)[number] {
  const of = options.get("of") ?? "files";
  const known = of === "files" ? of : served.find((name) => name === of);
  if (known !== undefined) return known;
  throw new UsageError(
    `Cannot kill such jobs as they must be of "files", "kafka", "s3", "hdfs" or "follow": got ${JSON.stringify(of)}; leave --of out`,
  );
}

/** From servers to servers of their own. */
async function killServed(count: number, of: (typeof served)[number], seed = Date.now() % 1_000_000): Promise<void> {
  const started: { stop(): Promise<void> }[] = [];
  const up = async <Endpoints extends object>(recipe: ServerRecipe<Endpoints>): Promise<Endpoints> => {
    const server = await startServer(recipe);
    started.push(server);
    return server.endpoints;
  };
  try {
    const { kills, lost, doubled } = await killWriters(await wayOf(of, up), { kills: count, seed, say });
    console.log(`${kills} kills: ${lost} rows lost, ${doubled} doubled`);
    if (lost + doubled > 0) process.exitCode = 1;
  } finally {
    await Promise.all(started.map((server) => server.stop()));
  }
}

async function wayOf(
  of: (typeof served)[number],
  up: <Endpoints extends object>(recipe: ServerRecipe<Endpoints>) => Promise<Endpoints>,
): Promise<KilledWay> {
  if (of === "hdfs") return hdfsToHdfs(await up(hdfs));
  const broker = await up(kafka);
  if (of === "kafka") return topicToTopic(broker);
  return of === "s3" ? topicToBucket(broker, await up(seaweedfs)) : storedToTopic(broker, await up(seaweedfs));
}

async function simulateSeeds(count: number, first: number, of: "any" | "patterns"): Promise<void> {
  const { seeds, crashes, faults, stops, deaths, drains, failure } = await seedCampaign({
    seeds: count,
    first,
    of,
    say,
  });
  console.log(
    `${seeds} seeds with ${crashes} crashes, ${deaths} threads that died, ${faults} faults, ${stops} stops and ${drains} drains: ${failure ?? "nothing lost, nothing doubled"}`,
  );
  if (failure !== undefined) process.exitCode = 1;
}

async function killJobs(
  count: number,
  of: ReturnType<typeof killedOf>,
  options: ReadonlyMap<string, string>,
): Promise<void> {
  if (of === "files") await killProcesses(count, options);
  else await killServed(count, of, firstSeed(options));
}

async function killProcesses(count: number, options: ReadonlyMap<string, string>): Promise<void> {
  const { kills, runs, lost, doubled, seed } = await killCampaign({
    kills: count,
    seed: firstSeed(options) ?? Date.now() % 1_000_000,
    parallelism: wholeNumber(options, "parallelism") ?? 1,
    lanes: wholeNumber(options, "lanes") ?? 1,
    say,
  });
  console.log(`${kills} kills in ${runs} runs: ${lost} rows lost, ${doubled} doubled`);
  if (lost + doubled === 0) return;
  console.log(`again: npm run campaign -- --kills ${kills} --seed ${seed}`);
  process.exitCode = 1;
}
