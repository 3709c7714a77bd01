/** What cells have besides JavaScript's and Node's own globals (src/kernel/host/input.ts). */
export const globals = `
/** Asks the person at the notebook, and waits for the answer. */
declare function input(prompt?: string, options?: {
  /** Does not show what is typed. */
  password?: boolean;
}): Promise<string>;
`;
