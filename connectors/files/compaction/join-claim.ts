import { FileExists, type FileInfo } from "../../../core/io/mod.ts";
import { systemClock, uniqueName } from "../../../core/platform/mod.ts";
import { pause } from "../pause.ts";
import { type JoinFolder, writeSmall } from "./join-steps.ts";
import { nameIn, pathIn } from "./joined-files.ts";

// A list of joins is published on condition, so that of several calls at once one gets its number. Some stores take several that
// come at once (SeaweedFS): in buckets a call puts a file with a name of its own into the folder before it looks at it, `_joining-<unique>.claim`, and
// goes on only where it then sees none of another call. Of two calls the later to write its own sees that of the other.

/** How long a claim counts that is not renewed, ms: its call was killed, or stands still. */
const claimLastsMs = 600_000;

/** Whether a store keeps to conditions: of two files of one name that are published where there is none, the second is refused. */
export async function keepsConditions(store: JoinFolder["store"], folder: string): Promise<boolean> {
  const path = pathIn(folder, `_joining-${uniqueName()}.probe`);
  await writeSmall(store, path, "", true);
  try {
    await writeSmall(store, path, "", true);
    return false;
  } catch (error) {
    if (error instanceof FileExists) return true;
    throw error;
  } finally {
    await store.delete(path);
  }
}

/** The files by which calls have claimed a folder, or tried whether its store keeps to conditions. */
export function claimsIn({ hidden }: JoinFolder, kind: "claim" | "probe"): readonly FileInfo[] {
  return hidden.filter(({ path }) => /^_joining-[0-9a-f]{16}\./.test(nameIn(path)) && path.endsWith(kind));
}

/** What a call does that has a folder for itself. */
type Claimed<Value> = (folder: JoinFolder, stillOurs: () => Promise<void>) => Promise<Value>;

/**
 * Does something in a folder while no other call does.
 *
 * @param look Lists the folder as it is now.
 * @param name Of what is joined, for errors.
 */
export async function withClaim<Value>(
  { folder, store }: JoinFolder,
  look: () => Promise<JoinFolder>,
  name: string,
  use: Claimed<Value>,
): Promise<Value> {
  const path = pathIn(folder, `_joining-${uniqueName()}.claim`);
  await writeSmall(store, path, "", false);
  const ended = new AbortController();
  const renewing = renewed(store, path, ended.signal);
  try {
    const now = await look();
    const claims = claimsIn(now, "claim");
    const own = claims.find((claim) => claim.path === path);
    // Where a folder does not show what has just been written, nor does it show the claims of others.
    if (own === undefined) throw claimUnseen(name, path);
    for (const claim of claims) {
      if (claim === own) continue;
      // Both times are the store's.
      if (own.modifiedMs - claim.modifiedMs < claimLastsMs) throw claimedAlready(name, claim.path);
      await store.delete(claim.path);
    }
    return await use(now, async () => {
      if ((await store.stat(path)) === undefined) throw lostClaim(name, folder);
    });
  } finally {
    ended.abort();
    await renewing;
    await store.delete(path);
  }
}

/** A store that cannot be written to for a while ends the call by its next step, not by this one. */
async function renewed(store: JoinFolder["store"], path: string, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await pause(systemClock, claimLastsMs / 10, [ended]);
    if (ended.aborted) return;
    try {
      if ((await store.stat(path)) !== undefined) await writeSmall(store, path, "", false);
    } catch {
      // It counts for a while yet.
    }
  }
}

function claimedAlready(name: string, claim: string): Error {
  return new Error(
    `Cannot join the files of ${name} as one call at a time must do that in a folder: got another one, which has written ${JSON.stringify(claim)}; ` +
      `call it again when that has ended; where it was killed remove that file, or wait until it is ${claimLastsMs / 60_000} minutes old`,
  );
}

function claimUnseen(name: string, claim: string): Error {
  return new Error(
    `Cannot join the files of ${name} as a folder must show what was written into it: got none of the name ${JSON.stringify(claim)}; ` +
      "call it again, or join them where no other call may be at work",
  );
}

function lostClaim(name: string, folder: string): Error {
  return new Error(
    `Cannot join the files of ${name} as one call at a time must do that in a folder: got another one that took over ${JSON.stringify(folder)}, ` +
      `as this one stood still for ${claimLastsMs / 60_000} minutes; call it again when that has ended`,
  );
}
