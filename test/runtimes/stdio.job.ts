import { stdin, stdout } from "../../connectors/stdio/mod.ts";
import { from } from "../../core/mod.ts";

// Rows of standard input to standard output, for stdio.test.ts.
await from(stdin<{ id: string; km: string }>({ format: "csv" }))
  .filter((row) => Number(row.km) > 1)
  .sinkTo(stdout())
  .run();
