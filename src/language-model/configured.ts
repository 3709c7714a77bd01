import { ClaimbookError } from "../errors.js";
import { ChatEndpoint, type ChatEndpointOptions } from "./chat-endpoint.js";

/**
 * The endpoint that the environment names; undefined where `CLAIMBOOK_LLM_URL` is not set, since nothing needs one.
 *
 * @param env `CLAIMBOOK_LLM_URL` (up to and with `/v1`, or with `/chat/completions`), `CLAIMBOOK_LLM_MODEL`,
 *   `CLAIMBOOK_LLM_KEY` (optional), `CLAIMBOOK_LLM_TIMEOUT` (seconds for one request, optional)
 * @throws ClaimbookError (`usage`) for an address that is none, or a model that is not named
 */
export function configuredModel(
  env: NodeJS.ProcessEnv,
  options: Pick<ChatEndpointOptions, "fetch"> & Partial<ChatEndpointOptions>,
): ChatEndpoint | undefined {
  const given = env.CLAIMBOOK_LLM_URL?.trim();
  if (given === undefined || given === "") return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new ClaimbookError("is no address of an endpoint", {
      kind: "usage",
      where: "CLAIMBOOK_LLM_URL",
      wayOut: "Give one like http://localhost:11434/v1, with the key in CLAIMBOOK_LLM_KEY.",
    });
  }
  const model = env.CLAIMBOOK_LLM_MODEL?.trim();
  if (model === undefined || model === "") {
    throw new ClaimbookError("CLAIMBOOK_LLM_URL is set, and no model is named", {
      kind: "usage",
      where: "CLAIMBOOK_LLM_MODEL",
      wayOut: "Set it to a model of that endpoint, or unset CLAIMBOOK_LLM_URL to work without one.",
    });
  }
  const seconds = Number(env.CLAIMBOOK_LLM_TIMEOUT ?? "");
  const key = env.CLAIMBOOK_LLM_KEY?.trim();
  return new ChatEndpoint({
    url: given,
    model,
    ...(key === undefined || key === "" ? {} : { key }),
    ...(Number.isFinite(seconds) && seconds > 0 ? { timeout: seconds * 1000 } : {}),
    ...options,
  });
}
