import type { CommandName } from "./command-options.ts";

const runOptions = `options
  --parallelism N          each step in N subtasks, each subtask in a thread (1 unless given)
  --one-thread             all subtasks in one thread: for rows that are objects of classes
  --param NAME=VALUE       what the job asks for by parameter(name); once for each
  --memory SIZE            rows beyond that go to temporary files (TMPDIR), as 512MB
  --state disk:DIR         the state of keys in files; --state-memory SIZE: what it holds in memory
  --checkpoint 10s:DIR     writes down its state as it goes; the same command goes on there
  --from PATH              goes on from a savepoint (latest: the default; none: anew)
  --drop-unmatched         lets go of state that no step of the job takes
  --restart STRATEGY       none, fixed:5s:3, exponential:1s:1m or rate:3:5m
  --dashboard              shows it live at http://127.0.0.1; --dashboard-port N: at a port of yours
  --traces                 spans for OpenTelemetry: of the run, its checkpoints, restores and commits, by the SDK that
                           NODE_OPTIONS="--import ./telemetry.js" sets up; needs @opentelemetry/api
  --json                   lines of JSON on stderr, as stdout is the job's own: progress (rows, bytes, elapsedMs; each second),
                           warning (message), dashboard (url), at last done (rowsRead, elapsedMs, savepoint, skipped,
                           deadLettered, late), stopped (checkpoint, exitCode) or error (message, exitCode)`;

/** What `millrace COMMAND --help` prints: how it is written, its options, what it answers as JSON, examples. */
export const commandHelp: Readonly<Record<CommandName, string>> = {
  run: `millrace run JOB [options]: runs the job that a module exports by default

${runOptions}

examples
  millrace run hot-items.ts --parallelism 2
  millrace run fares.ts --param day=2026-01-31 --checkpoint 10s:./checkpoints
  millrace run fares.ts --json 2> events.jsonl && tail -1 events.jsonl

exit codes: 0 done or stopped by millrace stop · 1 the job failed · 2 the command was wrong · 130, 143, 129 stopped by a signal
`,
  resume: `millrace resume JOB SAVEPOINT [options]: as millrace run JOB --from SAVEPOINT

${runOptions}

examples
  millrace resume fares.ts ./savepoints/savepoint-7.manifest --checkpoint 10s:./checkpoints
  millrace resume fares.ts ./savepoints --drop-unmatched
`,
  explain: `millrace explain JOB [options]: shows the plan of a job; runs nothing

options
  --code                   how each lambda is called, and the generated loops
  --parallelism N          the plan of so many subtasks; --one-thread: in one thread
  --param NAME=VALUE       what the job asks for by parameter(name); once for each
  --json                   { job, parallelism, plan: [{ label, details: [[name, value]], children }] }, or code in place of plan

examples
  millrace explain hot-items.ts --code
  millrace explain hot-items.ts --parallelism 4 --json
`,
  check: `millrace check JOB --from SAVEPOINT [options]: what a run would make of a savepoint: state kept, changed, let go of or refused

options
  --from SAVEPOINT         a savepoint or checkpoint, or a folder of them: the newest
  --parallelism N          as the run would have it
  --drop-unmatched         as the run would have it
  --param NAME=VALUE       what the job asks for by parameter(name); once for each
  --json                   { savepoint, takenMs, restorable, problem, entries: [{ outcome, step, what, state, was, changes, problem,
                           schemas }] }

examples
  millrace check fares.ts --from ./savepoints
  millrace check fares.ts --from ./savepoints --json | jq .restorable

exit codes: 0 a run would go on from it · 1 it could not · 2 the command was wrong
`,
  why: `millrace why [JOB [STEP]] [options]: asks a running job why a step has not fired

JOB is its module, its name or its process; without one the only job that runs is asked.

options
  --key KEY                about a key: read as JSON where it is JSON ('"1"' is a text, 1 a number)
  --json                   { asked, step, reason, watermark, heldBackBy, splits, path, … }: what run.why() gives but its text

examples
  millrace why hot-items.ts "hourly counts" --key Kent
  millrace why --json
`,
  metrics: `millrace metrics [JOB] [options]: how a running job stands: rates, busy steps, event time, state

options
  --json                   { timeMs, steps, checkpoints, failures, … }: what run.metrics.snapshot() gives
  --prometheus             as Prometheus reads it

examples
  millrace metrics hot-items.ts
  millrace metrics --prometheus > /var/lib/node_exporter/millrace.prom
`,
  dashboard: `millrace dashboard [JOB] [options]: shows a running job as a live page, until Ctrl-C or its end

options
  --port N                 one that is free unless told
  --to DIR                 where savepoints go that are asked for there (./savepoints)
  --json                   { job, process, url }; on stderr a line { event: "ended" } when the job has

examples
  millrace dashboard hot-items.ts --port 8080
  millrace dashboard --json
`,
  inspect: `millrace inspect FILE [options]: shows what a file or folder holds: rows with their columns and statistics, a checkpoint, a model

options
  --as KIND                parquet, csv, jsonl, avro, arrow, text, savepoint or model, where its name does not say
  --rows N                 looks at so many rows (100,000 unless told; all)
  --head N                 shows so many (5)
  --json                   { path, kind, rows, columns: [{ column, type, nulls, … }], head }; or what a savepoint or a model holds

examples
  millrace inspect trips.parquet
  millrace inspect trips.csv --rows all --json | jq .columns
`,
  list: `millrace list [options]: the jobs that run on this machine

options
  --json                   [{ process, job, path, status: { rowsRead, restarts, lastCheckpoint } }]; status is null where a job did
                           not answer

examples
  millrace list
  millrace list --json | jq '.[].job'
`,
  savepoint: `millrace savepoint [JOB] [options]: has a running job write a savepoint; it goes on

options
  --to DIR                 where it goes (./savepoints)
  --json                   { job, process, savepoint }

examples
  millrace savepoint fares.ts --to s3://backups/fares
  millrace savepoint --json | jq -r .savepoint
`,
  stop: `millrace stop [JOB] [options]: has a running job write a savepoint, and stop

options
  --drain                  once all windows have given what they have
  --to DIR                 where the savepoint goes (./savepoints)
  --json                   { job, process, savepoint }

examples
  millrace stop fares.ts
  millrace stop fares.ts --drain --json
`,
  cancel: `millrace cancel [JOB] [options]: stops a running job, as Ctrl-C does

options
  --json                   { job, process }

examples
  millrace cancel fares.ts
  millrace cancel --json
`,
  replay: `millrace replay JOB --from CHECKPOINT --key KEY [options]: runs again from a checkpoint and tells what each step did to a key

Sinks are not written. Functions of the job are called.

options
  --from CHECKPOINT        a checkpoint or savepoint, or a folder of them: the newest
  --key KEY                read as JSON where it is JSON ('"1"' is a text, 1 a number)
  --until TIME             ends at a moment of event time: 2026-01-31T09:00:00Z, or ms since 1970
  --param NAME=VALUE       what the job asks for by parameter(name); once for each
  --json                   a line for each call: { step, given, row, timeMs, isOfKey, state, holds, gave, calls }; where nothing
                           concerned the key, { event: "nothing" } on stderr

examples
  millrace replay fares.ts --from ./checkpoints --key Kent
  millrace replay fares.ts --from ./checkpoints --key Kent --until 2026-01-31T09:00:00Z --json
`,
  state: `millrace state JOB NAME --key KEY [options]: what a key has of a state of a running job

options
  --key KEY                read as JSON where it is JSON ('"1"' is a text, 1 a number)
  --step STEP              of that step, where several have a state of the name
  --at checkpoint          as of the last checkpoint (now unless told)
  --json                   { found, value }

examples
  millrace state fares.ts total --key Kent
  millrace state fares.ts total --key Kent --at checkpoint --json
`,
  serve: `millrace serve --jobs DIR [options]: runs jobs of a folder for those who ask by HTTP on this machine, each in a process

options
  --jobs DIR               the folder of job modules
  --data DIR               what is kept of them (DIR/.millrace)
  --port N                 one that is free unless told
  --json                   { jobs, url, token: the file that holds it }; on stderr lines of warning, at last ended (going: jobs that
                           go on)

examples
  millrace serve --jobs ./jobs --port 7070
  millrace serve --jobs ./jobs --json
`,
  init: `millrace init [DIR] [options]: begins a project that runs; never writes over a file

options
  --template NAME          etl (unless told): a file in, a file out · stream · kafka: needs brokers · cep · graph · ml
  --json                   { folder, template, files: [name] }

examples
  millrace init my-job && cd my-job && npm install && npm start
  millrace init my-stream --template stream
`,
  completion: `millrace completion SHELL: what bash, zsh or fish read to complete commands and options

options
  --json                   { shell, script }

examples
  eval "$(millrace completion bash)"
  millrace completion fish | source
`,
};
