import { checkOptions, type KnownOptions, type OptionsElsewhere, shown } from "../../core/io/mod.ts";

/** As `checkOptions`; what is no option of files but of the dataset made of them is sent there. */
export function checkFileOptions<Options extends object>(
  options: Options,
  known: KnownOptions<Options>,
  where: string,
  elsewhere: OptionsElsewhere = {},
): void {
  const connector = where.replace(/\(.*/s, "");
  checkOptions(options, known, where, { onError: `from(${connector}(…), { onError: … })`, ...elsewhere });
}

/** Refuses a bound that bounds nothing. */
export function checkMaxRecordBytes(given: unknown, where: string): void {
  if (given === undefined || (Number.isInteger(given) && (given as number) > 0)) return;
  throw new RangeError(
    `Cannot set maxRecordBytes in ${where} as it must be a whole number above 0: got ${shown(given)}; leave it out for 16 MB`,
  );
}
