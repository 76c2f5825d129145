import { countText } from "../../core/display/mod.ts";
import {
  absolutePath,
  deleteFile,
  folderOf,
  joinPath,
  killProcess,
  makeFolder,
  ownFolder,
  processNumber,
  processRuns,
  readText,
  serveHttp,
  startProgram,
  statFile,
  systemClock,
  systemRandom,
  uniqueName,
  writeOwnFile,
  writeText,
} from "../../core/platform/mod.ts";
import { parseArguments } from "../arguments.ts";
import { askPlace } from "../ask-job.ts";
import { commandOptions } from "../command-options.ts";
import { writeAnswer, writeEvent } from "../json-answer.ts";
import { onStopSignal } from "../stop-signals.ts";
import { UsageError } from "../usage-error.ts";
import { answerRequest } from "./api.ts";
import { requireAsker } from "./guard.ts";
import { errorAnswer, HttpError } from "./http-error.ts";
import { Runs, type RunsSetup } from "./runs.ts";
import { Turns } from "./turns.ts";

const limits = { bodyBytes: 64 * 1024, arrivalMs: 10_000, connections: 64 };

/** What is written where only this user can read it, for those who ask. */
interface ServerFile {
  readonly process: number;
  readonly url: string;
  readonly token: string;
}

/** `millrace serve --jobs DIR`: runs jobs of a folder, until it is told to end. Jobs that run then go on. */
export async function serve(given: readonly string[]): Promise<number> {
  const { jobs, data, port, isJson } = await settingsOf(given);
  const file = joinPath(await dataFolder(data), "server.json");
  await refuseSecond(file, data);
  const token = uniqueName() + uniqueName();
  let runs: Runs | undefined;
  const server = await serveHttp(
    { ...limits, port },
    async (request) => {
      try {
        requireAsker(request, { port: server.port, token });
        if (runs === undefined)
          throw new HttpError(503, "Cannot answer yet as the server is about to begin; ask again");
        return await answerRequest(runs, jobs, request);
      } catch (error) {
        return errorAnswer(error);
      }
    },
    ({ status, reason }) => errorAnswer(new HttpError(status, `Cannot read the request as ${reason}`)),
  );
  // Not before there is a port: nothing is started for a server that nobody can ask.
  runs = await Runs.open({ ...world(isJson), jobs, data });
  const url = `http://127.0.0.1:${server.port}`;
  await writeOwnFile(
    file,
    `${JSON.stringify({ process: processNumber(), url, token } satisfies ServerFile, null, 2)}\n`,
  );
  if (isJson) writeAnswer({ jobs, url, token: file });
  else writeText("stdout", `millrace serves ${jobs} at ${url}; the token is in ${file}\n`);
  const code = await untilSignal();
  runs.close();
  await server.close();
  await deleteFile(file);
  const going = (await runs.list()).filter(({ record }) => record.place !== null).length;
  if (isJson) writeEvent("ended", { going });
  else {
    const found = going === 1 ? "goes on, the same command finds it again" : "go on, the same command finds them again";
    writeText("stderr", `millrace serve: ended; ${countText(going, "job")} ${found}\n`);
  }
  return code;
}

function world(isJson: boolean): Omit<RunsSetup, "jobs" | "data"> {
  return {
    clock: systemClock,
    random: () => systemRandom.next(),
    start: startProgram,
    runs: processRuns,
    ask: (place, wish, answerMs) => askPlace(place, "the job", wish, answerMs),
    kill: killProcess,
    turns: new Turns(),
    warn: (message) => (isJson ? writeEvent("warning", { message }) : writeText("stderr", `warning: ${message}\n`)),
  };
}

async function settingsOf(
  given: readonly string[],
): Promise<{ jobs: string; data: string; port: number; isJson: boolean }> {
  const { words, options } = parseArguments(given, commandOptions.serve);
  const folder = options.get("jobs");
  if (words.length > 0 || folder === undefined) {
    throw new UsageError(
      `Cannot serve as the folder of jobs must be named: got ${words.join(" ") || "none"}; write millrace serve --jobs DIR`,
    );
  }
  const jobs = absolutePath(folder);
  if ((await statFile(jobs))?.kind !== "folder") {
    throw new UsageError(
      `Cannot serve ${jobs} as it must be a folder of job modules: got none; give one that is there`,
    );
  }
  const port = Number(options.get("port") ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(
      `Cannot take ${JSON.stringify(options.get("port"))} for --port as it must be a whole number up to 65535; leave it out for one that is free`,
    );
  }
  return {
    jobs,
    data: absolutePath(options.get("data") ?? joinPath(jobs, ".millrace")),
    port,
    isJson: options.has("json"),
  };
}

async function dataFolder(path: string): Promise<string> {
  await makeFolder(folderOf(path));
  return ownFolder(path);
}

/** Two would start what each takes for its own. */
async function refuseSecond(file: string, data: string): Promise<void> {
  const text = await readText(file);
  if (text === undefined) return;
  const { process, url, token } = JSON.parse(text) as ServerFile;
  const answers = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5_000),
  }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!answers) return;
  throw new Error(
    `Cannot serve with ${data} as one server at a time may: got process ${process} at ${url}; end it, or give another folder by --data`,
  );
}

/** Gives the exit code. */
function untilSignal(): Promise<number> {
  return new Promise((resolve) => {
    const release = onStopSignal((code) => {
      release();
      resolve(code);
    });
  });
}
