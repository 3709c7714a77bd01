export { type BuildOptions, buildReport } from "./build.js";
export { FrontMatter } from "./front-matter.js";
export type { Profile } from "./html/page.js";
export { type Block, Report, type Review, type Tally } from "./model.js";
export { type BrowserOptions, withBrowser } from "./pdf/browser.js";
export { withReferenceStyle } from "./reference-style.js";
export {
  defaultFormats,
  type Format,
  formats,
  type RenderOptions,
  type RenderResult,
  renderReport,
} from "./render.js";
export { reportJsonSchema } from "./schema.js";
