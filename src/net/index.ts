export { type Downloaded, type DownloadOptions, type DownloadProgress, download } from "./download.js";
export { HttpStatusError } from "./http-status.js";
export { type HubAccess, type HubFile, HubRepository } from "./hub.js";
export type { OnRetry, Wait } from "./retry.js";
