import { ClaimbookError } from "../errors.js";
import { configuredModel } from "../language-model/index.js";
import type { Entailment } from "../literature/entailment/entailment.js";
import { featureEntailment } from "../literature/entailment/feature-model/index.js";
import type { Io } from "./io.js";

/**
 * What `--entailment` names.
 *
 * @throws ClaimbookError (`usage`) for an endpoint that is not set; (`could-not-run`) for weights that are not there
 */
export async function entailmentNamed(
  name: "features" | "cross-encoder" | "endpoint",
  io: Io,
): Promise<Entailment> {
  if (name === "features") return featureEntailment();
  if (name === "endpoint") {
    const { endpointEntailment } = await import("../literature/entailment/endpoint.js");
    const model = configuredModel(io.env, { fetch: globalThis.fetch });
    if (model === undefined) {
      throw new ClaimbookError("no endpoint is set", {
        kind: "usage",
        where: "--entailment endpoint",
        wayOut: "Set CLAIMBOOK_LLM_URL and CLAIMBOOK_LLM_MODEL, or judge by features.",
      });
    }
    return endpointEntailment(model);
  }
  const { crossEncoder, crossEncoderFolder } = await import(
    "../literature/entailment/cross-encoder/index.js"
  );
  const folder = crossEncoderFolder(io.env, io.cwd);
  const { useBackend } = await import("../tensor/backend.js");
  await useBackend();
  return crossEncoder(folder);
}
