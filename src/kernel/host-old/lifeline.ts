import { Socket } from "node:net";
import { LIFELINE_FD } from "./protocol.js";

// Runs in a worker thread of the host. The other end of this pipe belongs to the front end; when that process
// is gone, the pipe ends, and the host ends too: also while a cell keeps the main thread busy for ever.
const end = () => process.kill(process.pid, "SIGKILL");
const socket = new Socket({ fd: LIFELINE_FD, readable: true, writable: false });
socket.on("end", end).on("close", end).on("error", end).resume();
