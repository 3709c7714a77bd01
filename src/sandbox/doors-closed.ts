import { closeDoors } from "./close-doors.js";

// Loaded with `--import` before anything else of a confined process, and so of each of its threads.
closeDoors();
