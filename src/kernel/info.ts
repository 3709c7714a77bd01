import type { CompilerKind } from "./compiler/messages.js";
import { PROTOCOL_VERSION } from "./wire.js";

/** Content of `kernel_info_reply`. @param languageVersion of the TypeScript that checks cells */
export function kernelInfo(
  version: string,
  languageVersion: string,
  compiler: CompilerKind,
): Record<string, unknown> {
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "claimbook",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: languageVersion,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `claimbook ${version}${compiler === "tslab" ? " on tslab" : ""}: TypeScript ${languageVersion} on Node.js ${process.versions.node}`,
    debugger: false,
    supported_features: [],
    help_links: [
      { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest-v20.x/api/" },
    ],
  };
}

/** Content of `debug_reply`: a response of the Debug Adapter Protocol, which says no to every request. */
export function debugRefusal(request: Record<string, unknown>): Record<string, unknown> {
  const message = "claimbook's kernel has no debugger";
  return {
    type: "response",
    seq: 1,
    request_seq: typeof request.seq === "number" ? request.seq : 0,
    command: typeof request.command === "string" ? request.command : "",
    success: false,
    message,
    body: { error: { id: 1, format: message } },
  };
}
