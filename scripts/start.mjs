// `npm start`: sets itself up, executes the flagship notebook on real data and writes its report.
// Arguments go to `claimbook run`, e.g. `npm start -- -p budget=full`.
import path from "node:path";
import { root, run, setup } from "./setup.mjs";

setup();
const cli = (...args) => run(process.execPath, [path.join(root, "dist/cli/main.js"), ...args]);
const executed = "reports/01-rare-scripts.ipynb";
const status = cli("run", "notebooks/01-rare-scripts.ipynb", "--out", executed, ...process.argv.slice(2));
process.exit(status === 0 ? cli("report", executed, "--out-dir", "reports") : status);
