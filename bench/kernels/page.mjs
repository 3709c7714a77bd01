import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./peers.mjs";

const file = path.join(root, "docs", "kernels.md");

const title = `# Kernels compared

Written by \`npm run bench:kernels -- --write\`; change the probes in \`bench/kernels\`, not this page.
`;

const sections = {
  features: `## What they can do

Every cell is a probe run against the real kernel over its ZeroMQ sockets, the same for all of them, and judged by
what a client sees. Only the code that shows something differs, since their interfaces for it do. Each kernel works in
the same small project: local TypeScript, a tsconfig, packages of every shape. A cell is interrupted by a signal or by
message, as the kernel takes it better. "no" and "partly" carry the reason.`,
  speed: `## How fast they are

One client for all. A cell's time runs from sending it until both its reply and its idle status are there. Memory is
the resident memory of all the kernel's processes. A notebook's time is that of the command, from its start to the
saved file. Deno and ipykernel check no types.`,
};

/** Puts the tables that were measured into docs/kernels.md; the other one stays as it was. @returns the file */
export function writePage(tables) {
  const old = existsSync(file) ? readFileSync(file, "utf8") : "";
  const parts = Object.entries(sections).map(([name, introduction]) => {
    const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`];
    if (tables[name] !== undefined) return `${start}${introduction}\n\n${tables[name]}\n${end}`;
    const from = old.indexOf(start);
    return from < 0 ? "" : old.slice(from, old.indexOf(end) + end.length);
  });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, [title, ...parts.filter((part) => part !== "")].join("\n"));
  renameSync(`${file}.new`, file);
  return path.relative(root, file);
}
