/** Sentences enough for a paper of our own making. */
const sentences = [
  "Boats float on every river that was measured in the study.",
  "The current carries them at 3.2 metres in a second.",
  "Salt water bears heavier boats than fresh water does.",
  "We asked nine ferrymen what they do when the wind turns.",
  "Seven of them wait for the tide and two row on.",
  "A longer oar does not make a boat faster in still water.",
];

export function jatsPaper(title: string): string {
  return `<?xml version="1.0"?><article><front><article-meta><title-group><article-title>${title}</article-title></title-group>
<permissions><license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Free.</license-p></license></permissions>
<abstract><p>It is about boats.</p></abstract></article-meta></front>
<body><sec><title>Results</title><p>${sentences.join(" ")}</p></sec></body></article>`;
}

export function htmlPaper(title: string): string {
  return `<!doctype html><html><head><title>${title}</title><link rel="license" href="/licence.html"></head><body><h1>${title}</h1>
<h2>Abstract</h2><p>It is about boats.</p><h2>1 Introduction</h2><p>${sentences.slice(0, 3).join(" ")}</p>
<h2>2 Results</h2><p>${sentences.slice(3).join(" ")}</p></body></html>`;
}

export function latexPaper(title: string): string {
  return String.raw`\documentclass{article}\title{${title}}\begin{document}\maketitle\section{Results}
${sentences.join(" ")}
\end{document}`;
}

/** A page about a work, as publishers have it. */
export function landingPage(title: string, pdf?: string): string {
  const meta = pdf === undefined ? "" : `<meta name="citation_pdf_url" content="${pdf}">`;
  return `<!doctype html><html><head><title>${title}</title>${meta}</head><body><h1>${title}</h1><h2>Abstract</h2><p>It is about boats.</p>
<h2>Access</h2><p>${"You can buy this article for a price that is shown below. ".repeat(8)}</p></body></html>`;
}

export { sentences };
