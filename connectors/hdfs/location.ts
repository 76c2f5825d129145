/** What an `hdfs:` URL names. */
export interface HdfsPlace {
  /** The cluster: a nameservice, or a NameNode with or without a port; empty for the usual one. */
  readonly authority: string;
  /** From the root on, without a slash at its end; empty for the root itself. */
  readonly path: string;
}

/** A path is taken as it is written: `%20` in it is three characters. */
export function placeOf(location: string): HdfsPlace {
  const [, authority = "", rest] = /^hdfs:(?:\/\/([^/]*))?(\/.*)?$/is.exec(location) ?? [];
  if (
    !/^(?:[A-Za-z0-9._-]+(?::\d+)?)?$/.test(authority) ||
    (authority === "" && rest === undefined && !/:\/*$/.test(location))
  )
    throw noPlace(location, authority);
  const path = (rest ?? "").replace(/\/{2,}/g, "/").replace(/\/$/, "");
  if (path.split("/").some((part) => part === "." || part === "..")) {
    throw new TypeError(
      `Cannot use ${JSON.stringify(location)} as no part of a path may be "." or "..": got ${JSON.stringify(path)}; write the path out`,
    );
  }
  return { authority: authority.toLowerCase(), path };
}

export function locationOf({ authority, path }: HdfsPlace): string {
  return `hdfs://${authority}${path}`;
}

/** The folder that a file lies in, and its name. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const at = path.lastIndexOf("/");
  return { folder: path.slice(0, at), name: path.slice(at + 1) };
}

function noPlace(location: string, authority: string): TypeError {
  // Credentials do not belong into a URL; if there are some they are not shown.
  const shown = authority.includes("@") ? `…${authority.slice(authority.lastIndexOf("@"))}` : location.slice(0, 100);
  return new TypeError(
    `Cannot use an HDFS URL as it must name a path from the root on: got ${JSON.stringify(shown)}; ` +
      'write it like "hdfs:///folder/file.csv" or "hdfs://cluster/folder/file.csv"',
  );
}
