// A pretrained encoder on all of XQuAD-R and MLQA-R as it is, measured by claimbook and by NumPy from the same vectors:
//
//   npm run build && node bench/zero-shot.mjs --model NAME|FOLDER [--backend node] [--data xquad-r,mlqa-r]
//
// Encodes every query and candidate (minutes on a processor), then runs bench/retrieval.mjs on the vectors, which
// prints mAP in the three settings and the rank distance of both, and their greatest difference.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { mlqaR, xquadR } from "../dist/datasets/retrieval/index.js";
import { modelFolder } from "../dist/models/hub/index.js";
import { loadEncoder } from "../dist/models/transformer/index.js";
import { useBackend } from "../dist/tensor/index.js";

const { values: flags } = parseArgs({
  options: {
    model: { type: "string" },
    backend: { type: "string", default: "auto" },
    data: { type: "string", default: "xquad-r,mlqa-r" },
    help: { type: "boolean" },
  },
});
if (flags.help || flags.model === undefined) {
  console.log("node bench/zero-shot.mjs --model NAME|FOLDER [--backend auto] [--data xquad-r,mlqa-r]");
  process.exit(flags.help ? 0 : 2);
}

const readers = { "xquad-r": xquadR, "mlqa-r": mlqaR };
await useBackend(flags.backend);
const encoder = await loadEncoder(await modelFolder(flags.model, process.env));
const folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-zero-shot-"));
let failed = false;
try {
  for (const name of flags.data.split(",")) {
    const { queries, candidates } = await readers[name]();
    const files = {
      query: path.join(folder, `${name}-queries.f32`),
      passage: path.join(folder, `${name}-candidates.f32`),
    };
    const started = performance.now();
    for (const [role, { texts }] of Object.entries({ query: queries, passage: candidates })) {
      const vectors = await encoder.encode(texts, {
        prefix: `${role}: `,
        maxLength: role === "query" ? 64 : 256,
      });
      writeFileSync(files[role], vectors);
    }
    const seconds = (performance.now() - started) / 1000;
    const count = queries.texts.length + candidates.texts.length;
    console.log(
      `\n${name}: ${count} texts encoded in ${seconds.toFixed(0)} s, ${(count / seconds).toFixed(0)} a second`,
    );
    const { status } = spawnSync(
      process.execPath,
      [
        path.join(import.meta.dirname, "retrieval.mjs"),
        ...["--data", name, "--dim", String(encoder.dim), "--growth", "1"],
        ...["--query-vectors", files.query, "--candidate-vectors", files.passage],
      ],
      { stdio: "inherit" },
    );
    failed ||= status !== 0;
  }
} finally {
  encoder.dispose();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
