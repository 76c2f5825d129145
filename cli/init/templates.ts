import { version } from "../version.ts";
import {
  cepJob,
  etlJob,
  flights,
  graphJob,
  kafkaJob,
  lateFlights,
  learnerModule,
  mlJob,
  payments,
  streamJob,
  trainScript,
  trips,
} from "./jobs.ts";
import type { ProjectTools } from "./tools.ts";

/** The files of a new project by their names. */
type Template = Readonly<Record<string, string>>;

const run = "millrace run job.ts";

/** What every project has. */
function shared(name: string, packages: Readonly<Record<string, string>> = {}, start: string = run): Template {
  const manifest = {
    name,
    private: true,
    type: "module",
    scripts: { start, explain: "millrace explain job.ts" },
    dependencies: { millrace: `^${version}`, ...packages },
  };
  const compiler = {
    compilerOptions: {
      target: "esnext",
      module: "nodenext",
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
    },
  };
  return {
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(compiler, null, 2)}\n`,
    ".gitignore": "node_modules/\nout/\ncheckpoints/\nsavepoints/\nmodels/\n",
  };
}

function readme(name: string, what: string, before: string, tools: ProjectTools, start: string = run): string {
  const { millrace } = tools;
  const lines = [
    [tools.install],
    [tools.start, start.replaceAll("millrace", millrace)],
    [`${millrace} explain job.ts`, "its plan; runs nothing"],
    [`${millrace} --help`],
  ];
  const width = Math.max(...lines.map(([command]) => command!.length));
  const texts = lines.map(([command, why]) => (why === undefined ? command : `${command!.padEnd(width)}  # ${why}`));
  return `# ${name}

${what}

${before}${texts.map((text) => `    ${text}\n`).join("")}`;
}

/** What a template is for, and the files that it alone has. */
interface TemplateParts {
  readonly what: string;
  /** Of its README. */
  readonly about: string;
  readonly needs?: string;
  readonly files: Template;
  /** Packages that it needs as well. */
  readonly packages?: Readonly<Record<string, string>>;
  /** What `npm start` is, unless `millrace run job.ts`. */
  readonly start?: (tools: ProjectTools) => string;
}

/** Templates by name; the first is the one that is taken unless another is asked for. */
export const templates: Readonly<Record<string, TemplateParts>> = {
  etl: {
    what: "a file in, windows, a file out, bad rows apart",
    about:
      "What the taxis of each city earn in an hour: reads trips.csv, writes out/fares.csv, and out/bad-trips.jsonl.",
    files: { "job.ts": etlJob, "trips.csv": trips },
  },
  stream: {
    what: "a stream without an end, printed window by window",
    about: "Measurements of sensors, ten seconds at a time, until Ctrl-C.",
    files: { "job.ts": streamJob },
  },
  kafka: {
    what: "a topic in, windows, a topic out, each row once; needs brokers",
    about: "What each shop sells in a minute: reads the topic orders, writes the topic sales, until Ctrl-C.",
    needs: `It needs Kafka at 127.0.0.1:9092, or wherever --param brokers=HOST:PORT says, with the topics orders and sales. A row of
orders: {"shop":"Kent","cents":1250,"at":1767258000000}

`,
    files: { "job.ts": kafkaJob },
    packages: { "@platformatic/kafka": "^2.12.1" },
    start: () => `${run} --checkpoint 10s:checkpoints`,
  },
  cep: {
    what: "a pattern over events: stolen cards that are tried out",
    about: "Cards that pay three small amounts and then a large one: reads payments.csv, prints what it finds.",
    files: { "job.ts": cepJob, "payments.csv": payments },
  },
  graph: {
    what: "a graph of edges in a file: PageRank",
    about: "Which airports matter: reads flights.csv, prints their ranks.",
    files: { "job.ts": graphJob, "flights.csv": flights },
  },
  ml: {
    what: "a model that is trained, saved and used",
    about: "Which flights will be late: train.ts learns it from flights.csv, job.ts tells it of each flight.",
    files: {
      "learner.ts": learnerModule,
      "train.ts": trainScript,
      "job.ts": mlJob,
      "flights.csv": lateFlights,
    },
    start: ({ program }) => `${program} train.ts && ${run}`,
  },
};

/** The files of a new project. */
export function projectOf(name: string, parts: TemplateParts, tools: ProjectTools): Template {
  const { about, needs = "", files, packages } = parts;
  const start = parts.start?.(tools);
  return { ...shared(name, packages, start), ...files, "README.md": readme(name, about, needs, tools, start) };
}
