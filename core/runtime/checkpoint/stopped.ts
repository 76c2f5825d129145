/** A run was ended by whoever asked for a savepoint. */
export class StoppedWithSavepoint extends Error {
  override readonly name = "StoppedWithSavepoint";
  readonly path: string;

  constructor(path: string) {
    super(`The run was stopped with the savepoint ${path}`);
    this.path = path;
  }
}
