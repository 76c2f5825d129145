import type { OptionTable } from "./arguments.ts";

const ofRun: OptionTable = {
  parallelism: "value",
  "one-thread": "flag",
  param: "value",
  memory: "value",
  state: "value",
  "state-memory": "value",
  checkpoint: "value",
  from: "value",
  "drop-unmatched": "flag",
  restart: "value",
  dashboard: "flag",
  "dashboard-port": "value",
  json: "flag",
  traces: "flag",
  // Of `millrace serve`: the attempt that this process is.
  served: "value",
};

export type CommandName =
  | "run"
  | "explain"
  | "check"
  | "why"
  | "metrics"
  | "dashboard"
  | "inspect"
  | "list"
  | "savepoint"
  | "stop"
  | "cancel"
  | "resume"
  | "replay"
  | "state"
  | "serve"
  | "init"
  | "completion";

/** The options of each command: in one place, as shells that complete them need all. */
export const commandOptions: Readonly<Record<CommandName, OptionTable>> = {
  run: ofRun,
  explain: { parallelism: "value", "one-thread": "flag", code: "flag", param: "value", json: "flag" },
  check: { from: "value", parallelism: "value", "drop-unmatched": "flag", param: "value", json: "flag" },
  why: { key: "value", json: "flag" },
  dashboard: { port: "value", to: "value", json: "flag" },
  metrics: { json: "flag", prometheus: "flag" },
  inspect: { as: "value", rows: "value", head: "value", json: "flag" },
  list: { json: "flag" },
  savepoint: { to: "value", json: "flag" },
  stop: { to: "value", drain: "flag", json: "flag" },
  cancel: { json: "flag" },
  resume: ofRun,
  replay: { from: "value", key: "value", until: "value", param: "value", json: "flag" },
  state: { key: "value", step: "value", at: "value", json: "flag" },
  serve: { jobs: "value", data: "value", port: "value", json: "flag" },
  init: { template: "value", json: "flag" },
  // Of the scripts themselves: what only running jobs know.
  completion: { json: "flag", offer: "value" },
};
