import { existsSync } from "node:fs";
import { surveyBackends } from "../tensor/survey.js";
import { setUpNative } from "../tensor/tfjs-node.js";
import type { Finding, Surroundings } from "./finding.js";
import { failed } from "./parts.js";

const name = "backends";

/** Which tensor backends are set up and start, and which of them `useBackend("auto")` would take. */
export async function backends({ cwd, env, signal }: Surroundings): Promise<Finding> {
  try {
    const states = await surveyBackends({ cwd, env, ...(signal === undefined ? {} : { signal }) });
    const working = states.filter(({ state }) => state === "works");
    const broken = states.filter(({ state }) => state === "broken");
    const auto = working.find((each) => each.name !== "webgpu");
    const missing = states.filter(({ state }) => state === "not set up").map((each) => each.name);
    const detail = [
      `auto takes ${auto?.name ?? "none"}`,
      `working: ${working.map((each) => `${each.name}${each.detail ? ` (${each.detail})` : ""}`).join(", ")}`,
      ...broken.map((each) => `${each.name} does not start: ${each.detail}`),
      ...(missing.length > 0 ? [`not set up: ${missing.join(", ")}`] : []),
    ].join("; ");
    if (auto === undefined) return failed(name, new Error(detail));
    if (broken.length > 0) {
      const wayOut = broken[0]!.wayOut ?? "Set it up again: npm run setup:native -- --help";
      return { name, status: "warn", detail, wayOut };
    }
    if (existsSync("/dev/nvidia0") && missing.includes("node-gpu")) {
      const wayOut = `There is an NVIDIA GPU here. ${setUpNative("node-gpu")}`;
      return { name, status: "warn", detail, wayOut };
    }
    return { name, status: "ok", detail };
  } catch (error) {
    return failed(name, error);
  }
}
