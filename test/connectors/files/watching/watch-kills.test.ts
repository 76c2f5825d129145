import { test } from "vitest";
import { localFiles } from "../../../../core/io/mod.ts";
import { watchThroughKills } from "../../../services/watched-folder.ts";
import { inFolder } from "../text-files.ts";

test(
  "a process that reads files as they come and is killed loses and doubles nothing when it is begun again",
  () => inFolder((folder) => watchThroughKills({ files: localFiles, folder, environment: {}, secret: undefined }, 2)),
  120_000,
);
