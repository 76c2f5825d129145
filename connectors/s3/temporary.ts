import { encoded } from "../files/mod.ts";
import { locationOf, type ObjectPlace } from "./location.ts";
import type { Upload } from "./upload.ts";

/** What was written and is not published: an upload that is not complete, or a hidden object. */
export type Temporary =
  | { readonly kind: "upload"; readonly upload: Upload; readonly mark: string; readonly sizeBytes: number }
  | { readonly kind: "object"; readonly place: ObjectPlace; readonly mark: string };

/** The name of an upload: no object has it. All that is needed to complete it is in it. */
export function uploadName({ id, bucket, key }: Upload, mark: string, sizeBytes: number): string {
  const { folder, name } = splitKey(key);
  return locationOf({
    bucket,
    key: `${folder}.${name}.${mark}.${sizeBytes}.${encoded(id).replaceAll(".", "%2E")}.upload`,
  });
}

/** The name of a hidden object that is to be read before it is published. */
export function hiddenPlace({ bucket, key }: ObjectPlace, mark: string): ObjectPlace {
  const { folder, name } = splitKey(key);
  return { bucket, key: `${folder}.${name}.${mark}.tmp` };
}

/** Undefined where it is no temporary name. */
export function temporaryAt({ bucket, key }: ObjectPlace): Temporary | undefined {
  const { folder, name } = splitKey(key);
  const [, base, mark, size, id] = /^\.(.+)\.([0-9a-f]{16})\.(\d+)\.([^.]+)\.upload$/s.exec(name) ?? [];
  if (base !== undefined) {
    const upload = { bucket, key: `${folder}${base}`, id: decodeURIComponent(id!) };
    return { kind: "upload", upload, mark: mark!, sizeBytes: Number(size) };
  }
  const [, hidden] = /^\..+\.([0-9a-f]{16})\.tmp$/s.exec(name) ?? [];
  return hidden === undefined ? undefined : { kind: "object", place: { bucket, key }, mark: hidden };
}

function splitKey(key: string): { readonly folder: string; readonly name: string } {
  const at = key.lastIndexOf("/") + 1;
  return { folder: key.slice(0, at), name: key.slice(at) };
}
