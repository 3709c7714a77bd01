/** Everything a command may touch of the process it runs in. */
export interface Io {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Sets the process' exit code (the process ends when its work is done). */
  exit(code: number): void;
  /** Aborted by SIGINT or SIGTERM. */
  signal: AbortSignal;
}
