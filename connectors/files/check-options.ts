import { checkOptions, type KnownOptions } from "../../core/io/mod.ts";

/** As `checkOptions`; what is no option of files but of the dataset made of them is sent there. */
export function checkFileOptions<Options extends object>(
  options: Options,
  known: KnownOptions<Options>,
  where: string,
): void {
  const connector = where.replace(/\(.*/s, "");
  checkOptions(options, known, where, { onError: `from(${connector}(…), { onError: … })` });
}
