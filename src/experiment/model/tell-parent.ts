import type { ModelMessage } from "./model-job.js";

/**
 * Sends a message to the process that forked this one.
 *
 * @returns resolved once the message is out, or the parent is gone. Wait for the last one before `process.disconnect()`:
 *   what still waits in the channel goes down with it, and a parent takes large messages in pieces
 */
export function tellParent(message: ModelMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send!(message, undefined, undefined, () => resolve());
    else resolve();
  });
}
