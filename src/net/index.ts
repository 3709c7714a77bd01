export { type Downloaded, type DownloadOptions, type DownloadProgress, download } from "./download.js";
export { HttpStatusError } from "./http-status.js";
