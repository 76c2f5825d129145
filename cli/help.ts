/** What `millrace --help` prints. */
export const helpText = `millrace — batch and stream analytics for TypeScript

usage
  millrace run JOB [--parallelism N]       runs the job that a module exports by default: each step in N subtasks,
                                           each subtask in a thread of its own (1 unless given)
  millrace run JOB --one-thread            … all N in one thread: for rows that are objects of classes
  millrace run JOB --param NAME=VALUE …    … what the job asks for by parameter(name)
  millrace run JOB --memory 512MB          … rows beyond that go to temporary files (TMPDIR)
  millrace run JOB --state disk:DIR        … and the state of keys to files in a folder; with
               [--state-memory 512MB]      what it holds in memory
  millrace run JOB --checkpoint 10s:DIR    … writes down its state as it goes; the same again goes on there
  millrace run JOB … --from PATH           … goes on from a savepoint (latest: the default; none: anew)
  millrace run JOB … --restart STRATEGY    … none, fixed:5s:3, exponential:1s:1m or rate:3:5m
  millrace run JOB … --dashboard           … shows it live at http://127.0.0.1, at a port that is free, or
               [--dashboard-port N]        that is given
  millrace run JOB … --traces [--json]     … tells OpenTelemetry what takes a while; events as lines of JSON on stderr
  millrace resume JOB SAVEPOINT …          the same as run --from SAVEPOINT; --drop-unmatched lets go of
                                           state that no step of the job takes
  millrace check JOB --from SAVEPOINT      shows what a run would make of it: what state is kept, changed, let go of
               [--json]                    or refused; exit code 1 where it could not go on
  millrace explain JOB [--parallelism N]   shows its plan; runs nothing
  millrace explain JOB [--code] [--json]   … how each lambda is called, and the loops; or as data
  millrace why [JOB [STEP]] [--key KEY]    asks a job that runs why a step has not fired
  millrace why … --json                    the same as data
  millrace metrics [JOB]                   shows how a running job stands: rates, busy steps, event time, state
  millrace metrics … --json | --prometheus the same as data, or as Prometheus reads it
  millrace dashboard [JOB] [--port N]      shows a running job as a live page, until Ctrl-C or its end; savepoints
                     [--to DIR]            that are asked for there go to DIR (./savepoints unless told)
  millrace replay JOB --from CHECKPOINT    runs again from a checkpoint or savepoint and tells what each step did to
                 --key KEY [--until TIME]  a key: rows, state, timers; sinks are not written; --json: a line for each
  millrace state JOB NAME --key KEY        shows what a key has of a state: of a process function, or of a step that
                 [--step STEP] [--json]    aggregates; --at checkpoint: as of the last checkpoint
  millrace inspect FILE [--json]           shows what a file or folder holds: rows (Parquet, CSV, JSON lines, Avro,
                 [--rows N] [--head N]     Arrow, text) with their columns and statistics, a checkpoint, a saved model;
                 [--as KIND]               of 100,000 rows unless told (--rows all)
  millrace list [--json]                   shows the jobs that run on this machine
  millrace savepoint [JOB] [--to DIR]      has a running job write a savepoint; it goes on
  millrace stop [JOB] [--drain] [--to DIR] … and stop, with --drain once all windows have given what they have
  millrace cancel [JOB]                    stops a running job, as Ctrl-C does
  millrace serve --jobs DIR [--port N]     runs jobs of a folder for those who ask by HTTP on this machine, each in
                 [--data DIR]              a process, with what is kept of them (DIR/.millrace): cli/serve/README.md
  millrace init [DIR] [--template NAME]    begins a project that runs: etl (a file in, a file out), stream, kafka, cep,
                                           graph or ml
  millrace completion SHELL                what bash, zsh or fish read to complete commands and options:
                                           eval "$(millrace completion bash)"
  millrace help [COMMAND]                  shows this, or a command with its options, what it gives by --json and
                                           examples; so does --help behind a command
  millrace version                         shows the version; so do --version and -v

JOB is a module: export default job("name", ({ from }) => from(…)….sinkTo(…))
KEY is read as JSON where it is JSON: 1 is a number, '"1"' the text; anything else, as Kent, is the text itself
why takes a job's name or process too, and without one asks the only one that runs

With --json a command's answer is JSON on stdout, and what it tells beside it, errors too, lines of JSON on stderr:
{"event":"error","message":"…","exitCode":2}. Colors are for terminals, and not where NO_COLOR is set.

examples
  millrace run hot-items.ts --parallelism 2
  millrace explain hot-items.ts --code
  millrace why hot-items.ts "hourly counts" --key Kent

exit codes
  0 done · 1 the job failed · 2 the command was wrong · 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP · 141 nobody reads it
`;
