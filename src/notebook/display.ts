import { kernelHost } from "../kernel/host-api.js";
import { Mime, type MimeBundle } from "./mime.js";
import { rememberShown } from "./shown.js";

export interface DisplayOptions {
  /** Jupyter display id: a later call with the same id and `update: true` replaces the output in place. */
  id?: string;
  update?: boolean;
  metadata?: Record<string, unknown>;
}

/**
 * Shows a MIME bundle as an output of the running cell (`display_data`, or `update_display_data`).
 * Outside a kernel it writes the `text/plain` part through `fallback`, if one is given.
 */
export function display(
  bundle: MimeBundle,
  options: DisplayOptions = {},
  fallback?: (text: string) => void,
): void {
  const host = kernelHost();
  if (host === undefined) {
    if (!options.update) fallback?.(String(bundle[Mime.plain] ?? ""));
    return;
  }
  rememberShown(bundle, host.cell(), options.id);
  host.broadcast(options.update ? "update_display_data" : "display_data", {
    data: bundle,
    metadata: options.metadata ?? {},
    transient: options.id === undefined ? {} : { display_id: options.id },
  });
}
