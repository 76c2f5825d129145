import { expect, test } from "vitest";
import { onnxModel } from "../../../ml/onnx/mod.ts";

// With onnxruntime itself: test/interop/onnx-model.test.ts. It is no dependency of this package, and not installed beside it.

test("where no runtime is installed that is told, and what to install", async () => {
  await expect(onnxModel(Uint8Array.of(8, 10))).rejects.toThrow(
    /^Cannot run a file of ONNX as a runtime must be installed: got none \(onnxruntime-node.*, onnxruntime-web.*\); run npm install onnxruntime-node$/,
  );
});

test("a file that is not there, and options that there are not, are refused", async () => {
  await expect(onnxModel("nothing/here.onnx")).rejects.toThrow("here.onnx");
  await expect(onnxModel("a.onnx", { input: {} } as never)).rejects.toThrow("did you mean inputs?");
});
