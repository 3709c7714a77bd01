import { createRequire } from "node:module";
import { ClaimbookError } from "../errors.js";
import { execute } from "../execution/index.js";
import { ownManifest } from "../manifest.js";
import type { Notebook } from "../notebook/model.js";
import { danfojs } from "../tables/danfojs.js";
import { useBackend } from "../tensor/backend.js";
import type { Finding, Surroundings } from "./finding.js";

const reinstall = "Install claimbook again (in a clone: npm ci --ignore-scripts, then npm run build).";

/** Starts the kernel and has it run a cell with a type in it. */
export async function kernel({ cwd, env, signal }: Surroundings): Promise<Finding> {
  const name = "kernel";
  const notebook: Notebook = {
    cells: [
      {
        cell_type: "code",
        id: "doctor",
        source: "const answer: number = 6 * 7;\nanswer",
        metadata: {},
        execution_count: null,
        outputs: [],
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
  try {
    const options = { name: "doctor", folder: cwd, env, kernel: "claimbook", cellTimeout: 60_000 };
    const {
      status,
      notebook: executed,
      failure,
    } = await execute(notebook, {
      ...options,
      ...(signal === undefined ? {} : { signal }),
    });
    const cell = executed.cells[0]!;
    const output = cell.cell_type === "code" ? cell.outputs[0] : undefined;
    const answer = output !== undefined && "data" in output ? output.data["text/plain"] : undefined;
    if (status === "ok" && answer === "42") return { name, status: "ok", detail: "starts and answers" };
    const what = failure === undefined ? `6 * 7 gave ${JSON.stringify(answer)}` : failure.evalue;
    return { name, status: "fail", detail: `a cell ended with ${status}: ${what}`, wayOut: reinstall };
  } catch (error) {
    return failed(name, error);
  }
}

/** Multiplies two matrices on the backend that everything is computed with. */
export async function tensors(): Promise<Finding> {
  const name = "tensors";
  try {
    const tf = await useBackend("wasm");
    const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync());
    if (product[0] !== 11) {
      return { name, status: "fail", detail: `1 * 3 + 2 * 4 gave ${product[0]}`, wayOut: reinstall };
    }
    const simd = tf.env().getBool("WASM_HAS_SIMD_SUPPORT");
    const detail = `backend ${tf.getBackend()}, SIMD ${simd ? "on" : "off"}`;
    return simd
      ? { name, status: "ok", detail }
      : { name, status: "fail", detail, wayOut: "Use Node 20.19 or newer on a processor with SIMD." };
  } catch (error) {
    return failed(name, error);
  }
}

export function dataFrames(): Finding {
  const name = "data frames";
  try {
    const frame = new (danfojs().DataFrame)([["a", 1]], { columns: ["name", "value"] });
    const [rows, columns] = frame.shape;
    if (rows === 1 && columns === 2) return { name, status: "ok", detail: "danfojs bundle loads" };
    return {
      name,
      status: "fail",
      detail: `a frame of 1 x 2 has the shape ${rows} x ${columns}`,
      wayOut: reinstall,
    };
  } catch (error) {
    return failed(name, error);
  }
}

/** The font packages that a printed report takes its glyphs from. */
export function fonts(): Finding {
  const name = "fonts";
  const require = createRequire(import.meta.url);
  const { dependencies } = ownManifest();
  const wanted = Object.keys(dependencies).filter((each) => each.startsWith("@fontsource"));
  const missing = wanted.filter((each) => {
    try {
      require.resolve(`${each}/package.json`);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length === 0) return { name, status: "ok", detail: `${wanted.length} font packages` };
  return {
    name,
    status: "warn",
    detail: `not installed: ${missing.join(", ")}; their scripts may print as boxes`,
    wayOut: reinstall,
  };
}

export function failed(name: string, error: unknown): Finding {
  const known = error instanceof ClaimbookError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return {
    name,
    status: "fail",
    detail: known?.where === undefined ? message : `${known.where}: ${message}`,
    wayOut: known?.wayOut ?? reinstall,
  };
}
