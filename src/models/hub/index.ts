export { type AskedModel, askedModel, type KnownModel, knownModels } from "./known-models.js";
export { findModel, modelFolder } from "./model-folder.js";
export { type PulledModel, type PullOptions, pullModel } from "./pull.js";
