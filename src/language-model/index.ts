export { type AnswerCache, MemoryCache } from "./answer-cache.js";
export { ChatEndpoint, type ChatEndpointOptions, type TokenUsage } from "./chat-endpoint.js";
export { configuredModel } from "./configured.js";
export type { LanguageModel } from "./language-model.js";
