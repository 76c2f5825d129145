import { type FileInfo, fileSystemOf } from "../../core/io/mod.ts";
import { type FileLocation, type JoinFormat, locationText } from "../files/mod.ts";
import { openFile, type ParquetFile } from "./file.ts";
import { extensions, type ParquetOptions } from "./options.ts";
import { joinFiles } from "./output.ts";
import { ownSchema } from "./table.ts";

/** Row groups are read and written anew, in columns of the same types: what would become another type is refused. */
export function parquetJoining(location: FileLocation, options: ParquetOptions): JoinFormat {
  return {
    name: `parquet(${locationText(location)})`,
    location,
    extensions,
    kindOf: async (info) => {
      const file = await opened(info.path, info.sizeBytes);
      return `${typesOf(file)} ${JSON.stringify([...file.hints])}`;
    },
    join: async (files, path) => {
      const store = await fileSystemOf(path);
      const first = await opened(files[0]!.path, files[0]!.sizeBytes);
      // Read before it is shown.
      const place = { path, part: "whole", create: () => store.write(path, { readable: true }) } as const;
      const temporary = await joinFiles(
        files.map((file) => file.path),
        ownSchema(first),
        place,
        options,
      );
      try {
        const joined = await opened(temporary, (await store.stat(temporary))!.sizeBytes);
        if (typesOf(joined) !== typesOf(first)) throw otherTypes(files[0]!, first, joined);
      } catch (error) {
        await store.delete(temporary);
        throw error;
      }
      return temporary;
    },
  };
}

async function opened(path: string, sizeBytes: number): Promise<ParquetFile> {
  return openFile(await fileSystemOf(path), { path, sizeBytes });
}

/** The columns and their types, as they are stored. That a column may lack values is nothing of its type. */
function typesOf({ metadata }: Pick<ParquetFile, "metadata">): string {
  return JSON.stringify(metadata.schema.slice(1).map(typeOf));
}

function typeOf(element: ParquetFile["metadata"]["schema"][number]): unknown {
  const { name, physical, typeLength, repetition, childCount, logical } = element;
  const length = physical === "FIXED_LEN_BYTE_ARRAY" ? typeLength : 0;
  // What a stored integer is unless something else is said of it.
  const isPlain = logical?.kind === "integer" && logical.signed && physical === `INT${logical.bits}`;
  return [name, physical, length, repetition === "repeated", childCount, isPlain ? undefined : logical];
}

function otherTypes({ path }: FileInfo, before: ParquetFile, after: ParquetFile): TypeError {
  const [was, is] = [before, after].map(({ metadata }) => metadata.schema.slice(1));
  const at = was!.findIndex(
    (one, place) => JSON.stringify(typeOf(one)) !== JSON.stringify(is![place] && typeOf(is![place]!)),
  );
  const named = ({ physical, logical }: { readonly physical: unknown; readonly logical: unknown }): string =>
    `${physical ?? "a group"}${logical === undefined ? "" : ` (${JSON.stringify(logical)})`}`;
  return new TypeError(
    `Cannot join ${JSON.stringify(path)} to other files as each column must stay as it is stored: got ` +
      `${JSON.stringify(was![at]?.name)} of ${named(was![at]!)}, which we write as ${is![at] === undefined ? "another column" : named(is![at])}; ` +
      "join files of this kind by what wrote them",
  );
}
