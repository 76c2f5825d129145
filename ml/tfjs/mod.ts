// Neural networks by tfjs
export type {
  TfjsArtifacts,
  TfjsFiles,
  TfjsGraphModel,
  TfjsLayersModel,
  TfjsLibrary,
  TfjsModel,
  TfjsPort,
  TfjsTensor,
} from "./network/library.ts";
export type { SavedNetwork } from "./network/network-kind.ts";
export { tfjsFiles } from "./tfjs-files.ts";
export { tfjsModel, type TfjsModelOptions } from "./tfjs-model.ts";
export { type TfjsNetwork, tfjsNetwork, type TfjsNetworkOptions } from "./tfjs-network.ts";
export { type Tfjs, type TfjsBackend, useTfjs, type UseTfjsOptions } from "./use-tfjs.ts";
