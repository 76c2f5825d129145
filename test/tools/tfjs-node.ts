import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";

/** The libraries, and what of the headers the binding includes. */
const unpack = `
import glob, sys, zipfile
folder = sys.argv[1]
wheel = zipfile.ZipFile(glob.glob(folder + '/tensorflow_cpu-*.whl')[0])
wanted = ('tensorflow/libtensorflow', 'tensorflow/include/tensorflow/c/', 'tensorflow/include/tsl/',
          'tensorflow/include/tensorflow/core/platform/ctstring', 'tensorflow/include/tensorflow/tsl/platform/ctstring')
for name in wheel.namelist():
    if name.startswith(wanted): wheel.extract(name, folder)
`;

const wheel = ["--only-binary=:all:", "--python-version", "3.11", "--platform", "manylinux2014_x86_64"];

/**
 * Builds the native part of @tensorflow/tfjs-node, whose own installation loads it from where no registry is: TensorFlow's library comes from
 * its wheel (200 MB, 590 unpacked), the binding is compiled (25 s in all). Where there is no Python or compiler, or no wheel for the
 * machine, it says so, and the tests on that back end are left out.
 *
 * @param folder Where the packages are installed.
 */
export async function buildTfjsNode(folder: string, path: string): Promise<void> {
  const modules = join(folder, "node_modules");
  const target = join(modules, "@tensorflow/tfjs-node");
  const binding = join(target, "lib/napi-v8/tfjs_binding.node");
  if (!existsSync(target) || existsSync(binding)) return;
  const cache = join(modules, ".cache/libtensorflow");
  for (const made of [cache, join(target, "deps/lib"), join(target, "lib/napi-v8")])
    mkdirSync(made, { recursive: true });
  const run = async (command: string, args: readonly string[]): Promise<void> => {
    const { code, output } = await runCommand(command, args, {
      env: { PATH: path },
      output: "keep",
      timeoutMs: 240_000,
    });
    if (code !== 0) throw new Error(`${command} ended with exit code ${code}: ${output.trim().split("\n").at(-1)}`);
  };
  console.log("building the native part of @tensorflow/tfjs-node");
  try {
    await run("python3", ["-m", "pip", "download", "-q", "--no-deps", ...wheel, "-d", cache, "tensorflow-cpu==2.15.1"]);
    await run("python3", ["-c", unpack, cache]);
    const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
    for (const library of libraries) {
      rmSync(join(target, "deps/lib", library), { force: true });
      symlinkSync(join(cache, "tensorflow", library), join(target, "deps/lib", library));
    }
    const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(target, "binding", name));
    const includes = [
      join(modules, "node-api-headers/include"),
      join(cache, "tensorflow/include"),
      join(modules, "@tensorflow"),
    ];
    await run("g++", [
      ...["-O2", "-std=c++17", "-fPIC", "-shared", "-DNAPI_VERSION=8", "-o", binding, ...sources],
      ...includes.map((include) => `-I${include}`),
      `-L${join(target, "deps/lib")}`,
      ...libraries.map((library) => `-l:${library}`),
      "-Wl,-rpath,$ORIGIN/../../deps/lib",
    ]);
  } catch (error) {
    rmSync(binding, { force: true });
    console.log(`@tensorflow/tfjs-node is not built, its tests are left out: ${(error as Error).message}`);
  }
}
