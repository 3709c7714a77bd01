// How cells show things: the one place where the kernels' interfaces differ. A function that is missing means
// that the kernel offers no way to do it.

const json = JSON.stringify;

export const claimbook = {
  /** A display of several MIME types at once. */
  show: (bundle) => `import { display } from "claimbook";\ndisplay(${json(bundle)});`,
  /** A display with an id, replaced in place by a second one. */
  update: (first, second) =>
    `import { display } from "claimbook";\ndisplay(${json(first)}, { id: "place" });\ndisplay(${json(second)}, { id: "place", update: true });`,
  clear: () =>
    `(globalThis as any)[Symbol.for("claimbook.kernel")].broadcast("clear_output", { wait: false });`,
};

export const tslab = {
  update: (first, second) =>
    `import { newDisplay } from "tslab";\nconst place = newDisplay();\nplace.text(${json(first["text/plain"])});\nplace.text(${json(second["text/plain"])});`,
};

export const deno = {
  show: (bundle) => `await Deno.jupyter.display(${json(bundle)}, { raw: true });`,
  update: (first, second) =>
    `await Deno.jupyter.display(${json(first)}, { raw: true, display_id: "place" });\nawait Deno.jupyter.display(${json(second)}, { raw: true, display_id: "place", update: true });`,
  clear: () => `await Deno.jupyter.broadcast("clear_output", { wait: false });`,
};
