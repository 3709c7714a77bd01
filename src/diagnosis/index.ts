import { backends } from "./backends.js";
import { browser } from "./browser.js";
import type { Check, Finding, Surroundings } from "./finding.js";
import { jupyter } from "./jupyter.js";
import { disk, node } from "./machine.js";
import { dataFrames, fonts, kernel, tensors } from "./parts.js";

export type { Finding, Surroundings } from "./finding.js";

const checks: readonly Check[] = [node, kernel, tensors, backends, dataFrames, browser, fonts, jupyter, disk];

/** Looks at everything that claimbook needs of a machine, one thing after the other. */
export async function* diagnose(surroundings: Surroundings): AsyncGenerator<Finding> {
  for (const check of checks) yield await check(surroundings);
}
