// How fast claimbook's compiler is by itself, without a kernel around it: node bench/compiler.mjs [cells]
// Needs a build (npm run build). Prints milliseconds of wall-clock time (median and 95th percentile over the cells)
// and the memory of this process, which holds nothing but the compiler.
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const count = Number(process.argv[2] ?? 200);

const loading = performance.now();
const { TypeScriptCompiler } = await import("../dist/kernel/compiler/typescript/compiler.js");
const loaded = performance.now();
const compiler = new TypeScriptCompiler({
  project: root,
  folder: path.join(root, "notebooks"),
  claimbook: root,
});
const ready = performance.now();

let run = 0;
/** Compiles a cell and says that it ran well. @returns milliseconds */
function cell(code) {
  run += 1;
  const start = performance.now();
  const result = compiler.compile({ run, label: `cell ${run}`, code });
  const took = performance.now() - start;
  if (result.status !== "ok") throw new Error(JSON.stringify(result.diagnostics));
  compiler.ran(run, result.program.declares);
  return took;
}

function series(code) {
  const times = Array.from({ length: count }, (_, index) => cell(code(index))).sort((a, b) => a - b);
  const at = (part) => times[Math.floor(part * (count - 1))].toFixed(1);
  return `median ${at(0.5)}, 95 % ${at(0.95)}, least ${at(0)} (n = ${count})`;
}

const memory = () => `${Math.round(process.memoryUsage().rss / 1e6)} MB`;

console.log(`load TypeScript            ${(loaded - loading).toFixed(0)}`);
console.log(`make ready (first check)   ${(ready - loaded).toFixed(0)}`);
console.log(`first cell                 ${cell("const a = 1;").toFixed(1)}`);
console.log(
  `trivial cells              ${series((n) => `const v${n % 50} = ${n} + a; console.log(v${n % 50});`)}`,
);
console.log(`expressions                ${series((n) => `a + ${n}`)}`);
console.log(`memory                     ${memory()}`);
console.log(
  `import of TensorFlow.js    ${cell('import * as tf from "@tensorflow/tfjs"; const t = tf.zeros([2, 2]);').toFixed(0)}`,
);
console.log(
  `trivial cells after it     ${series((n) => `const v${n % 50} = ${n} + a; console.log(v${n % 50});`)}`,
);
console.log(`cells that use it          ${series((n) => `const u = tf.zeros([2]).add(${n}); u.dataSync()`)}`);
console.log(`memory                     ${memory()}`);
