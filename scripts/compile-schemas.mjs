// Jupyter's schema of notebooks -> dist/notebook/schema/nbformat.v4.5.check.cjs: `(notebook) => boolean`, so that
// reading a valid notebook compiles no schema.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./setup.mjs";

const folder = path.join("notebook", "schema");

export async function compileSchemas() {
  const [{ Ajv }, { default: standalone }, esbuild] = await Promise.all([
    import("ajv"),
    import("ajv/dist/standalone/index.js"),
    import("esbuild"),
  ]);
  const file = path.join(root, "src", folder, "nbformat.v4.5.schema.json");
  // As in src/notebook/validate.ts: the draft it names is older than Ajv's, and it uses nothing that changed.
  const { $schema: _, ...schema } = JSON.parse(readFileSync(file, "utf8"));
  const ajv = new Ajv({ strict: false, messages: false, code: { source: true, lines: true } });
  const code = standalone.default(ajv, ajv.compile(schema));
  const { outputFiles } = await esbuild.build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    write: false,
    logLevel: "warning",
  });
  writeFileSync(path.join(root, "dist", folder, "nbformat.v4.5.check.cjs"), outputFiles[0].contents);
}
