import { mkdirSync } from "node:fs";
import path from "node:path";
import { Playground } from "../playground.mjs";
import { executeNotebook, executors, kernelspecs } from "./notebook.mjs";
import { librarySession, session } from "./session.mjs";
import { summary } from "./statistics.mjs";

const megabyte = 1e6;

/** The lines of the comparison: what, in which unit, and whether the median is followed by p95. */
export const quantities = {
  firstReply: { title: "start to first reply", unit: "ms" },
  firstCell: { title: "first cell", unit: "ms" },
  ready: { title: "start to the end of the first cell", unit: "ms" },
  warm: { title: "warm trivial cell (of 200)", unit: "ms", p95: true },
  library: { title: "warm cell with TensorFlow.js types (of 50)", unit: "ms", p95: true },
  ...Object.fromEntries(
    Object.keys(executors).map((name) => [name, { title: `50 cells through ${name}`, unit: "ms" }]),
  ),
  memoryAtStart: { title: "memory after the first cell", unit: "MB" },
  memoryAfter: { title: "memory after 50 more", unit: "MB" },
};

/** Kernels that check types, for which a library's types make a difference. */
const checks = (kernel) => kernel.own === true || kernel.id === "tslab";

/**
 * Measures the kernels turn about, so that whatever else happens on the machine happens to all of them. The first
 * turn of each fills the caches of the disk and is not counted.
 *
 * @param repetitions turns that count, at least 1
 * @param progress told of each turn and of each failure
 * @returns by kernel id: `samples` (lists by quantity), `results` (their summaries) and `remarks`
 */
export async function compareSpeed(kernels, repetitions, progress) {
  const playground = new Playground();
  const folder = path.join(playground.root, "bench");
  mkdirSync(folder);
  const place = { folder, cwd: playground.root, jupyterPath: kernelspecs(kernels, folder) };
  const measured = Object.fromEntries(kernels.map(({ id }) => [id, { samples: {}, remarks: new Map() }]));
  const steps = [oneSession, oneLibrarySession, ...Object.keys(executors).map((name) => oneNotebook(name))];
  try {
    for (const step of steps) {
      for (let turn = 0; turn <= repetitions; turn++) {
        for (const kernel of kernels) {
          const taken = await attempt(
            () => step(kernel, place),
            (error) => progress(error.message),
          );
          const { samples, remarks } = measured[kernel.id];
          for (const remark of taken.remarks ?? []) remarks.set(remark, (remarks.get(remark) ?? 0) + 1);
          if (turn === 0) continue;
          for (const [name, values] of Object.entries(taken.samples ?? {}))
            samples[name] = [...(samples[name] ?? []), ...values];
        }
        progress(`${step.title}: turn ${turn} of ${repetitions}`);
      }
    }
  } finally {
    playground.remove();
  }
  for (const each of Object.values(measured))
    each.results = Object.fromEntries(
      Object.entries(each.samples).map(([name, values]) => [name, summary(values)]),
    );
  return measured;
}

async function attempt(step, tell) {
  try {
    return await step();
  } catch (error) {
    tell(error);
    return { remarks: [error.message] };
  }
}

async function oneSession(kernel, { cwd }) {
  const life = await session(kernel, cwd);
  return {
    samples: {
      firstReply: [life.firstReply],
      firstCell: life.firstCell === undefined ? [] : [life.firstCell],
      ready: [life.ready],
      warm: life.warm,
      memoryAtStart: [life.memoryAtStart / megabyte],
      memoryAfter: [life.memoryAfter / megabyte],
    },
    remarks: life.unended > 0 ? [`${life.unended} of 200 warm cells never ended`] : [],
  };
}
oneSession.title = "one session each";

async function oneLibrarySession(kernel, { cwd }) {
  return checks(kernel) ? { samples: { library: await librarySession(kernel, cwd) } } : {};
}
oneLibrarySession.title = "TensorFlow.js types";

function oneNotebook(executor) {
  const step = (kernel, place) => {
    const { time, lost } = executeNotebook(executor, kernel, place);
    const remarks = lost > 0 ? [`${lost} of 50 values lost through ${executor}`] : [];
    return { samples: { [executor]: [time] }, remarks };
  };
  step.title = `50 cells through ${executor}`;
  return step;
}
