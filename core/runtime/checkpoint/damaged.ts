/** A stored checkpoint is not what was written: the one before it may be. */
export class DamagedCheckpoint extends Error {
  override readonly name = "DamagedCheckpoint";
}

export function damaged(path: string, must: string, got: string, options: ErrorOptions = {}): DamagedCheckpoint {
  return new DamagedCheckpoint(
    `Cannot restore ${JSON.stringify(path)} as ${must}: got ${got}; ` +
      "see what has changed it (a disk, a copy, another program), or restore an earlier checkpoint",
    options,
  );
}
