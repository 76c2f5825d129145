import { expect, test } from "vitest";
import { useTfjs } from "../../../ml/tfjs/mod.ts";

// With tfjs itself: test/interop/tfjs.test.ts. It is no dependency of this package, and not installed beside it.

test("where no back end is installed each is told, and what to install", async () => {
  await expect(useTfjs()).rejects.toThrow(
    /^Cannot use tfjs as one of its back ends must be installed: got none of node \(@tensorflow\/tfjs-node.*\), wasm \(.*\), cpu \(.*\); run npm install @tensorflow\/tfjs /,
  );
});

test("back ends that there are not, and options, are refused", async () => {
  await expect(useTfjs({ backends: ["webgl" as never] })).rejects.toThrow(
    'must be a list of "node", "wasm" and "cpu": got "webgl"',
  );
  await expect(useTfjs({ backends: [] })).rejects.toThrow("got []");
  await expect(useTfjs({ backend: "cpu" } as never)).rejects.toThrow("did you mean backends?");
});

test("a library whose back end does not start is passed over", async () => {
  const made = { findBackendFactory: () => () => ({}), findBackend: () => null, setBackend: async () => false };
  await expect(useTfjs({ backends: ["cpu"], library: made })).rejects.toThrow("cpu (it does not start here)");
});
