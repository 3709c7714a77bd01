/** MIME types of the outputs that make up the record of an executed notebook (DESIGN: contracts). */
export const Mime = {
  claim: "application/vnd.claimbook.claim+json",
  results: "application/vnd.claimbook.results+json",
  search: "application/vnd.claimbook.search+json",
  review: "application/vnd.claimbook.review+json",
  dataset: "application/vnd.claimbook.dataset+json",
  frontMatter: "application/vnd.claimbook.front-matter+json",
  plotly: "application/vnd.plotly.v1+json",
  html: "text/html",
  markdown: "text/markdown",
  plain: "text/plain",
  svg: "image/svg+xml",
  png: "image/png",
} as const;

/** MIME type to value: a string, or a JSON value for `+json` types (nbformat 4.5, "mimebundle"). */
export type MimeBundle = Record<string, unknown>;
