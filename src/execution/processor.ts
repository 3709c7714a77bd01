import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** The instruction sets that numeric libraries choose their code by: x86-64, then arm64. */
const known = new Set(
  "sse4_2 avx avx2 fma f16c avx512f avx512bw avx512vl avx512_vnni amx_tile asimd asimddp asimdhp sve sve2 bf16".split(
    " ",
  ),
);

/** Model and features of the machine's processor, as far as the system tells them (Linux: /proc/cpuinfo). */
export function processor(): { model: string; features: string[] } {
  const model = cpus()[0]?.model.trim() ?? "";
  let listed = "";
  try {
    listed = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "";
  } catch {
    // No such file but on Linux: the model says what there is.
  }
  const features = listed.split(/\s+/).filter((flag) => known.has(flag));
  return { model: model === "" ? "unknown" : model, features: [...new Set(features)].sort() };
}
