import { readdir, readFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { FileExists } from "../../../core/io/file-system.ts";
import { localFiles } from "../../../core/io/local-files.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";

vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  link: async () => {
    throw Object.assign(new Error("EPERM: operation not permitted, link"), { code: "EPERM" });
  },
}));

test("where files have one name each, one of several that are published at once gets it", async () => {
  const folder = await temporaryFolder("millrace-without-links-");
  try {
    const path = `${folder}/a`;
    const written = async (text: string): Promise<string> => {
      const file = await localFiles.write(path);
      await file.write(new TextEncoder().encode(text));
      return file.finish();
    };
    const [one, other] = [await written("one"), await written("other")];
    const ends = await Promise.allSettled(
      [one, other].map((temporary) => localFiles.publish(temporary, path, { ifAbsent: true })),
    );
    const failed = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(failed).toEqual([expect.any(FileExists)]);
    expect(["one", "other"]).toContain(await readFile(path, "utf8"));
    expect(await readdir(folder)).toHaveLength(2);
  } finally {
    await deleteFolder(folder);
  }
});
