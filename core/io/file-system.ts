import { localFiles } from "./local-files.ts";
import { remoteFileSystems } from "./remote-file-systems.ts";

/** One contract for files, found by scheme. Paths are the file system's own; `file:` is built in. */
export interface FileSystem {
  readonly scheme: string;
  stat(path: string): Promise<FileInfo | undefined>;
  /**
   * Files below a folder, recursively, in the order of their paths; lazily, since there may be millions.
   * Folders that `enter` refuses are left out with all below them.
   */
  list(folder: string, options?: { readonly enter?: (folder: string) => boolean }): AsyncIterable<FileInfo>;
  /** Bytes `[start, end)` of a file; fewer where it ends before. */
  read(path: string, range: ByteRange): Promise<Uint8Array>;
  /** The same for many ranges of one file, where opening it costs. */
  open?(path: string): Promise<OpenRanges>;
  /** A file that becomes visible under its name only when published. */
  write(path: string, options?: WriteOptions): Promise<FileWriter>;
  delete(path: string): Promise<void>;
  /** Removes a folder that holds nothing, where folders are more than parts of names. Gives whether it is gone. */
  deleteEmpty?(folder: string): Promise<boolean>;
}

export interface WriteOptions {
  /**
   * Whether the finished file is to be read under its temporary name, as those that are joined later are. Costs a copy by
   * the server where files cannot be renamed.
   */
  readonly readable?: boolean;
  /**
   * "at once": it is published as soon as it is finished, and nothing but that process knows its temporary name, so that one that is left when
   * the process was killed in between may be removed. Unless said, whole files stay: a checkpoint may know them.
   */
  readonly publishes?: "at once";
}

/** A file that stays open until it is closed. */
export interface OpenRanges {
  read(range: ByteRange): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface ByteRange {
  readonly start: number;
  readonly end: number;
  /** Memory that the bytes may be put into where they fit: the result is then a view of it. */
  readonly into?: Uint8Array;
}

export interface FileInfo {
  /** As it can be given to `fileSystemOf` again: with its scheme, except for local ones. */
  readonly path: string;
  readonly kind: "file" | "folder";
  readonly sizeBytes: number;
  /** ms since the epoch. */
  readonly modifiedMs: number;
  /** Another text whenever the bytes are others, where the file system knows: of two states in one second, too. */
  readonly version?: string;
  /** What is named like a file and has no bytes at positions. */
  readonly special?: "pipe" | "socket" | "device";
}

export interface FileWriter {
  /** Where it lies on this machine's disk meanwhile, if it does: another thread may write there in the place of `write`. */
  readonly local?: string;
  write(bytes: Uint8Array): Promise<void>;
  /** Closes what a file holds open until more is written, where it does; not asked while another call is under way. */
  release?(): Promise<void>;
  /** Flushes to durable storage under a temporary name, which it returns. */
  finish(): Promise<string>;
  /** Removes what was written. */
  abort(): Promise<void>;
}

/** Second phase of a write: the finished temporary file gets its name. Idempotent: doing it again is no error. */
export interface Publishing {
  publish(temporary: string, path: string, options?: PublishOptions): Promise<void>;
}

export interface PublishOptions {
  /**
   * Whether it is a `FileExists` error where another file has the name: of several that are published at once one gets it. The
   * temporary file is then left as it is.
   */
  readonly ifAbsent?: boolean;
}

/** A file was to be published where there is none yet, and there is one. */
export class FileExists extends Error {
  override readonly name = "FileExists";
  readonly path: string;

  constructor(path: string, options?: ErrorOptions) {
    super(
      `Cannot publish ${JSON.stringify(path)} as no file must have the name yet: got one; take another name, or remove that file`,
      options,
    );
    this.path = path;
  }
}

type Loading = () => Promise<FileSystem & Publishing>;

// `file:` is here from the start: a registration at the import of another module could be shaken off by a bundler.
const registry = new Map<string, Loading>([["file", async () => localFiles], ...remoteFileSystems]);

/** Makes a file system known by the scheme of its URLs (`s3`, `hdfs`). The last registration of a scheme counts. */
export function registerFileSystem(scheme: string, load: Loading): void {
  registry.set(scheme, load);
}

/** The file system of a path or URL; text without a scheme is a local path. */
export async function fileSystemOf(location: string): Promise<FileSystem & Publishing> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase() ?? "file";
  const load = registry.get(scheme);
  if (load !== undefined) return load();
  throw new TypeError(
    `Cannot open ${JSON.stringify(location.slice(0, 200))} as no file system is registered for "${scheme}:": ` +
      `known are ${[...registry.keys()].map((known) => `"${known}:"`).join(", ")}; use a local path`,
  );
}
