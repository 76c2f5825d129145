import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export function absolutePath(relative: string): string {
  return path.resolve(relative);
}

export function joinPath(...parts: readonly string[]): string {
  return path.join(...parts);
}

/** The folder a path lies in; `"."` for a bare name. */
export function folderOf(location: string): string {
  return path.dirname(location);
}

/** The last part of a path. */
export function nameOf(location: string): string {
  return path.basename(location);
}

/** A local path as it is; a `file:` URL (or its text) as the path it names. */
export function localPath(location: string | URL): string {
  const text = String(location);
  if (!/^file:/i.test(text)) return text;
  try {
    return fileURLToPath(text);
  } catch (cause) {
    throw new TypeError(
      `Cannot read ${JSON.stringify(text)} as a path as a file URL must be absolute and of this machine; ` +
        'write it like "file:///data/flights.csv" or give the plain path',
      { cause },
    );
  }
}

export function fileUrl(location: string): string {
  return pathToFileURL(location).href;
}
