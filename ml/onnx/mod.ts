// Models as files of ONNX
export { saveOnnx, toOnnx, type ToOnnxOptions } from "./to-onnx.ts";

// … and from wherever they come
export { onnxModel, type OnnxModelOptions } from "./onnx-model.ts";
export type { OnnxAnswer, OnnxPort, OnnxRuntime, OnnxSession } from "./run/runtime.ts";
