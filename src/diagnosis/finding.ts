/** What a check of the machine found. */
export interface Finding {
  /** What was looked at, e.g. `kernel`. */
  name: string;
  /** `warn`: something optional is missing; `fail`: claimbook cannot do its work. */
  status: "ok" | "warn" | "fail";
  /** What is there, or what is wrong. */
  detail: string;
  /** What to do about it; with every `warn` and `fail`. */
  wayOut?: string;
}

export interface Surroundings {
  /** The folder that the command runs in. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** A check never throws because of what it looks at: that is its finding. */
export type Check = (surroundings: Surroundings) => Promise<Finding> | Finding;
