import { sleep } from "../client.mjs";
import { no, yes } from "../probe.mjs";

const esmOnly = (t) =>
  t.each({
    import: () => t.prints('import { esm } from "esm-only";\nconsole.log("esm " + esm);', "esm 7"),
    "import()": () => t.prints('console.log("dynamic " + (await import("esm-only")).esm);', "dynamic 7"),
  });

const awaitingModule = (t) =>
  t.prints('import { loaded } from "awaits";\nconsole.log("it " + loaded);', "it awaited");

const commonJs = (t) =>
  t.prints('import { twice } from "common";\nconsole.log("twice " + twice(4));', "twice 8");

const json = (t) =>
  t.prints('import facts from "./src/data.json";\nconsole.log("facts " + facts.answer);', "facts 42");

const local = (t) =>
  t.each({
    "without extension": () =>
      t.prints('import { deep as d1 } from "./src/nested/deep";\nconsole.log("deep " + d1(1));', "deep 2"),
    ".js": () =>
      t.prints('import { deep as d2 } from "./src/nested/deep.js";\nconsole.log("deep " + d2(2));', "deep 4"),
    ".ts": () =>
      t.prints('import { deep as d3 } from "./src/nested/deep.ts";\nconsole.log("deep " + d3(3));', "deep 6"),
    "a file that imports another": () =>
      t.prints(
        'import { helper } from "./src/helper";\nconsole.log("helped " + helper({ n: 4 }));',
        "helped 8",
      ),
  });

/** The notebook lies in notebooks/, where Jupyter starts its kernel; what it imports lies beside and above it. */
async function parent(t) {
  await t.start({ cwd: t.playground.notebooks });
  return t.each({
    "../ without extension": () =>
      t.prints('import { plain as p1 } from "../src/plain";\nconsole.log("plain " + p1(1));', "plain 101"),
    "../ with .ts": () =>
      t.prints('import { plain as p2 } from "../src/plain.ts";\nconsole.log("plain " + p2(2));', "plain 102"),
    "./ beside it": () =>
      t.prints('import { beside } from "./beside";\nconsole.log("beside " + beside(3));', "beside 203"),
  });
}

/** With the ending this kernel takes: the other row is about endings. */
async function hotReload(t) {
  let last = no("cannot import the file");
  for (const ending of [".ts", ""]) {
    const name = `edited${ending === "" ? "Bare" : "Named"}`;
    t.playground.write(`src/${name}.ts`, "export const version = () => 1;\n");
    const cell = `import { version } from "./src/${name}${ending}";\nconsole.log("version " + version());`;
    const first = await t.prints(`let visits = 5;\n${cell}`, "version 1");
    if (first.verdict !== "yes") {
      last = first;
      continue;
    }
    t.playground.write(`src/${name}.ts`, 'export const version = () => "two";\n');
    for (let tries = 0; tries < 6 && last.verdict !== "yes"; tries++) {
      await sleep(500);
      last = await t.prints(`${cell}\nconsole.log("visits " + (visits + 1));`, "version two\nvisits 6");
    }
    return last.verdict === "yes" ? yes : no("the cell still gets the old file, or lost its state");
  }
  return last;
}

const paths = (t) =>
  t.prints(
    'import { deep as aliased } from "@lib/nested/deep";\nconsole.log("alias " + aliased(5));',
    "alias 10",
  );

export const modules = {
  title: "Modules",
  rows: [
    { id: "esm-only", title: "ESM-only package", probe: esmOnly },
    { id: "awaiting-module", title: "the same with top-level `await`", probe: awaitingModule },
    { id: "commonjs", title: "CommonJS package", probe: commonJs },
    { id: "json", title: "JSON", probe: json },
    { id: "local", title: "local `.ts`, with and without extension", probe: local },
    {
      id: "parent",
      title: "the same from a notebook in a subfolder, with `../`",
      fresh: true,
      probe: parent,
    },
    { id: "hot-reload", title: "an edited local file is loaded again, state kept", probe: hotReload },
    { id: "paths", title: "`paths` of the project's tsconfig", probe: paths },
  ],
};
