import { type KnownOptions, requireOptions, shown } from "../../data/options.ts";
import type { FileSystem, Publishing } from "../../io/file-system.ts";
import type { FieldMigration } from "../../state/schema/fit-fields.ts";
import type { KeyMigration } from "../../state/schema/fit-key.ts";
import { type Duration, nonNegativeMs, positiveMs } from "../../time/duration.ts";

import type { StepMigration } from "./fit-state.ts";

/** How often, and where, a run writes down what it remembers, so that it can go on from there. */
export interface CheckpointOptions {
  /** The folder for checkpoints: a path, or a URL of a registered file system. One job's alone. */
  readonly dir: string;
  /** How long after one has begun the next one does. Default "10s". */
  readonly interval?: Duration;
  /** How long there is none after one has ended. Default 0. */
  readonly minPause?: Duration;
  /** After how long one that is not done is given up. Default "10m". */
  readonly timeout?: Duration;
  /** How many in a row may fail before the run does. Default 0. */
  readonly toleratedFailures?: number;
  /** How many are kept. Default 2: where the newest is damaged, there is one before it. */
  readonly retain?: number;
  /**
   * What the run goes on from: `"latest"` (the default), the newest checkpoint of the folder, if there is one; `"none"`, nothing;
   * or the path of a savepoint, until the run has made a checkpoint of its own.
   */
  readonly from?: "latest" | "none" | (string & {});
  /** What of the stored state has another name or form in this job. */
  readonly upgrade?: UpgradeOptions;
  /** What stands in for the file system of `dir`. */
  readonly files?: FileSystem & Publishing;
}

/**
 * How the state of an earlier job becomes that of this one. Fields that are only new, or only gone, and numbers that are wider now
 * need not be said.
 *
 * @example
 * ```ts
 * import type { UpgradeOptions } from "millrace";
 * const upgrade: UpgradeOptions = {
 *   steps: { totals: "totals a day" },
 *   migrate: {
 *     "totals a day": {
 *       key: { rename: { user: "userId" }, widen: { userId: "string" } },
 *       states: { groups: { rename: { n: "rows" }, remove: ["most"] } },
 *     },
 *   },
 * };
 * console.log(Object.keys(upgrade)); // ["steps", "migrate"]
 * ```
 */
export interface UpgradeOptions {
  /** Steps by the names they had: `{ "totals": "totals a day" }`. */
  readonly steps?: Readonly<Record<string, string>>;
  /** States of a step (by its new name) by the names they had: `{ visits: { clicks: "count" } }`. */
  readonly states?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What of keys and of what is kept has other fields, by step (by its new name). */
  readonly migrate?: Readonly<Record<string, StepMigration>>;
  /** Whether state that nobody takes is let go of. Default `"refuse"`. */
  readonly unmatched?: "refuse" | "drop";
}

const known: KnownOptions<CheckpointOptions> = {
  dir: true,
  interval: true,
  minPause: true,
  timeout: true,
  toleratedFailures: true,
  retain: true,
  from: true,
  upgrade: true,
  files: true,
};

const knownUpgrade: KnownOptions<UpgradeOptions> = {
  steps: true,
  states: true,
  migrate: true,
  unmatched: ["refuse", "drop"],
};

export interface CheckpointSettings {
  readonly dir: string;
  readonly intervalMs: number;
  readonly minPauseMs: number;
  readonly timeoutMs: number;
  readonly toleratedFailures: number;
  readonly retain: number;
  readonly from: string;
  readonly upgrade: UpgradeOptions;
  readonly files: (FileSystem & Publishing) | undefined;
}

/** @param ofJob What the job says of its earlier versions: what a run is given besides counts before it. */
export function checkpointSettings(options: CheckpointOptions, ofJob?: UpgradeOptions): CheckpointSettings {
  requireOptions(options, known, "run with checkpoints");
  const { dir, toleratedFailures = 0, retain = 2, from = "latest", files } = options;
  const upgrade = upgradeOf(options.upgrade, ofJob);
  if (typeof dir !== "string" || dir === "")
    throw badOption("dir", "the path of a folder", dir, 'dir: "./checkpoints"');
  if (typeof from !== "string" || from === "") throw badOption("from", "a path, or latest", from, 'from: "latest"');
  if (!Number.isInteger(toleratedFailures) || toleratedFailures < 0) {
    throw badOption("toleratedFailures", "a whole number from 0 on", toleratedFailures, "toleratedFailures: 3");
  }
  if (!Number.isInteger(retain) || retain < 1)
    throw badOption("retain", "a whole number from 1 on", retain, "retain: 2");
  return {
    dir: dir.replace(/(.)\/+$/, "$1"),
    intervalMs: positiveMs(options.interval ?? "10s", "interval"),
    minPauseMs: nonNegativeMs(options.minPause ?? 0, "minPause"),
    timeoutMs: positiveMs(options.timeout ?? "10m", "timeout"),
    toleratedFailures,
    retain,
    from,
    upgrade,
    files,
  };
}

const knownStep: KnownOptions<StepMigration> = { key: true, states: true };
const knownKey: KnownOptions<KeyMigration> = { rename: true, widen: true };
const knownFields: KnownOptions<FieldMigration> = { rename: true, widen: true, add: true, remove: true };

/** What a run is given, and what its job says besides. */
export function upgradeOf(given: UpgradeOptions | undefined, ofJob: UpgradeOptions | undefined): UpgradeOptions {
  if (given !== undefined) checkUpgrade(given);
  if (ofJob !== undefined) checkUpgrade(ofJob);
  return { ...ofJob, ...given };
}

function checkUpgrade(upgrade: UpgradeOptions): void {
  requireOptions(upgrade, knownUpgrade, "upgrade from a checkpoint");
  for (const [step, migration] of Object.entries(upgrade.migrate ?? {})) {
    requireOptions(migration, knownStep, `migrate the state of ${step}`);
    const { key, states = {} } = migration;
    if (key !== undefined) checkFields(key, knownKey, `migrate the keys of ${step}`);
    for (const [state, fields] of Object.entries(states)) {
      checkFields(fields, knownFields, `migrate the state ${JSON.stringify(state)} of ${step}`);
    }
  }
}

function checkFields<Fields extends FieldMigration>(
  fields: Fields,
  options: KnownOptions<Fields>,
  doing: string,
): void {
  requireOptions(fields, options, doing);
  for (const [from, to] of Object.entries(fields.rename ?? {})) {
    if (typeof to !== "string" || to === "") {
      throw new TypeError(
        `Cannot ${doing} as the new name of ${JSON.stringify(from)} must be a text: got ${shown(to)}; use for instance rename: { old: "new" }`,
      );
    }
  }
  for (const [name, to] of Object.entries(fields.widen ?? {})) {
    if (to === "bigint" || to === "string") continue;
    throw new TypeError(
      `Cannot ${doing} as ${JSON.stringify(name)} can be widened to bigint or string only: got ${shown(to)}; leave it out where numbers stay numbers`,
    );
  }
}

function badOption(name: string, must: string, got: unknown, use: string): RangeError {
  return new RangeError(
    `Cannot run with checkpoints as ${name} must be ${must}: got ${shown(got)}; use for instance ${use}`,
  );
}
