import { type FileInfo, fileSystemOf, readPieces } from "../../../core/io/mod.ts";
import type { TextForm } from "../text/text-form.ts";
import { packerOf } from "../writing/packed-parts.ts";
import { packedPieces } from "../writing/text-parts.ts";

/** How text files become one. */
export interface JoinedTexts {
  readonly form: TextForm;
  /** What a file begins with that only the first one keeps: a header. Bytes, unpacked. */
  headBytes(file: FileInfo): number;
  /** Told of all bytes of a file, and of its end. */
  readonly check?: { see(bytes: Uint8Array): void; end(file: FileInfo): void };
}

/** Puts the bytes of files behind one another, packed as they were; gives the temporary name of what they become. */
export async function joinTexts(files: readonly FileInfo[], path: string, joined: JoinedTexts): Promise<string> {
  const { form, check } = joined;
  const writer = await (await fileSystemOf(path)).write(path);
  const packed = form.packing === undefined ? undefined : packedPieces(packerOf(form.packing));
  const put = async (bytes: Uint8Array): Promise<void> => {
    const out = packed === undefined ? bytes : packed.add(bytes);
    if (out !== undefined && out.length > 0) await writer.write(out);
  };
  const lineEnd = form.lineEnd.charCodeAt(0);
  try {
    for (const [at, file] of files.entries()) {
      let toSkip = at === 0 ? 0 : joined.headBytes(file);
      let last = lineEnd;
      for await (const piece of readPieces(file.path)) {
        check?.see(piece);
        const rest = piece.subarray(toSkip);
        toSkip -= piece.length - rest.length;
        if (rest.length === 0) continue;
        last = rest[rest.length - 1]!;
        // Some file systems write what they were given later: a piece is not given again, so it stays as it is.
        await put(rest);
      }
      check?.end(file);
      if (last !== lineEnd) await put(Uint8Array.of(lineEnd));
    }
    if (packed !== undefined) await writer.write(packed.end());
    return await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
