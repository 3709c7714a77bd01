import { Session } from "node:inspector";
import { Socket } from "node:net";
import { workerData } from "node:worker_threads";
import { InterruptState } from "./interrupt-state.js";
import { endProcessGroup, signalProcessGroup } from "./process-group.js";
import { CONTROL_FD } from "./protocol.js";

// Runs in a worker thread of the host, so that it works also while a cell keeps the main thread busy for ever.
// The other end of the control pipe belongs to the front end: when that process is gone the pipe ends, and the
// host ends with everything it started. Lines on the pipe are interrupts.

/** How long the main thread may leave an interrupt's message unanswered before its loop is ended, milliseconds. */
const PATIENCE = 30;
/** The same for a cell that listens to its signal: it ends between two of its steps, which leaves nothing behind. */
const LONG_PATIENCE = 500;
/** How long the main thread's own bookkeeping may take, milliseconds. */
const BOOKKEEPING = 300;

const state = new InterruptState(workerData as SharedArrayBuffer);
let terminating = false;

/** Ends the JavaScript that the main thread runs; everything on its stack is gone, the state of the cells stays. */
function terminate(run: number, answers: number): void {
  if (terminating || !state.wantTermination(run, answers, BOOKKEEPING)) return;
  terminating = true;
  const over = () => {
    terminating = false;
    state.terminated();
  };
  try {
    // For this one command: at its end, Node.js waits for sessions that are still open, and says so.
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.terminateExecution", () => {
      session.disconnect();
      over();
    });
  } catch {
    // The main thread must not wait for what will not come.
    over();
  }
}

function interrupt(run: number): void {
  if (!state.concerns(run)) return;
  // The main thread still waits for a child process (execSync) that had not begun when the signal came.
  if (terminating) signalProcessGroup();
  const answers = state.answers();
  setTimeout(
    () => {
      if (state.answers() === answers && state.concerns(run)) terminate(run, answers);
    },
    state.patient ? LONG_PATIENCE : PATIENCE,
  );
}

let text = "";
const socket = new Socket({ fd: CONTROL_FD, readable: true, writable: false });
socket.setEncoding("latin1");
socket.on("data", (chunk: string) => {
  const lines = (text + chunk).split("\n");
  text = lines.pop()!;
  for (const line of lines) {
    const match = /^interrupt (\d+)$/.exec(line);
    if (match !== null) interrupt(Number(match[1]));
  }
});
socket.on("end", endProcessGroup).on("close", endProcessGroup).on("error", endProcessGroup);
