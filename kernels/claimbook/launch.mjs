// Starts the kernel of the package this folder belongs to: what the kernel.json of this folder and of ../claimbook-tslab
// run when they are found in place.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = new URL("../../dist/kernel/main.js", import.meta.url);
if (!existsSync(main)) {
  console.error(
    `claimbook's kernel is not at ${fileURLToPath(main)}.\n` +
      "In a clone of the repository run `npm run build`; to use the kernel from other folders run `claimbook kernel install`.",
  );
  process.exit(3);
}
await import(main.href);
