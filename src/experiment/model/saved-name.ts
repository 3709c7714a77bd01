/** Name of the folder that a fine-tuned model is saved in. */
export function savedName(method: string, seed: number): string {
  return `${method.replace(/[^\p{L}\p{N}-]+/gu, "_")}-seed${seed}`;
}
