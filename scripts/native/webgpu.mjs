// Whether Dawn finds a GPU here.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { homeOf } from "./packages.mjs";
import { Missing, output } from "./process.mjs";

/** Asks for an adapter in a process of its own, since a driver may bring its process down. */
export function checkWebgpu(root) {
  const entry = pathToFileURL(path.join(homeOf(root, "webgpu"), "index.js")).href;
  const script = `
    const { create } = await import(${JSON.stringify(entry)});
    const adapter = await create([]).requestAdapter({ powerPreference: "high-performance" });
    const { vendor, architecture, device, description } = adapter?.info ?? {};
    const words = [...new Set([vendor, architecture, device, description])].filter(Boolean).join(" ");
    console.log(JSON.stringify({ device: adapter ? words : null }));
    process.exit(0);`;
  try {
    const text = output(process.execPath, ["--input-type=module", "-e", script]);
    const { device } = JSON.parse(text.trim().split("\n").at(-1));
    if (device !== null) return { device };
    return {
      problem: "no GPU adapter found: on Linux it takes a Vulkan driver (vulkaninfo --summary lists them)",
    };
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { problem: `looking for one failed: ${error.message}` };
  }
}
