// What files of this machine do as those of S3 and HDFS do.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { localFiles } from "../../../core/io/mod.ts";
import { testBadData } from "../../services/remote-bad-data.ts";
import { testSlowStep } from "../../services/slow-step.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-every-file-system-"));
afterAll(() => rmSync(folder, { recursive: true }));

const place = { files: localFiles, folder };
testBadData("of this machine", () => place);
testSlowStep("of this machine", () => place);
