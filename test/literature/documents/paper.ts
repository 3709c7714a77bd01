/** A made-up paper, in our own words, about results that nobody has measured. */
const prose = [
  "We study how the order of examples changes what a small model learns from noisy labels. Earlier studies (e.g., Roe et al., 2019) looked at clean labels only, and found no effect at all. Our question is whether that also holds when a third of the labels is wrong.",
  "The answer matters for anyone who cannot afford to clean a corpus by hand. Labels collected from volunteers are wrong for between 5% and 30% of all examples, depending on the task. A cross-lingual corpus is worse still, since few volunteers read every language in it.",
  "Sorting helps because the model meets doubtful examples late, when it can already tell that they do not fit. It needs no change to the loss function and adds less than 1.5 minutes to a run of an hour. See Sec. 3 for what it costs in memory.",
];
const method = [
  "Every example gets a score, its distance to the mean of its class. Examples are shown from near to far, in batches of 64, for ten epochs. We repeat each run with five seeds and report the mean.",
  "The baseline shuffles all examples anew in every epoch. Both use the same optimiser, the same budget and the same cross-lingual encoder, so that the order is all that differs between them.",
];
const results = [
  "Table 1 compares both orders. Sorting raises accuracy from 71.2 to 74.9 on the River corpus, while on Harbour the difference stays within the noise. With clean labels the order does not matter.",
  "The gain grows with the share of wrong labels: it is 0.4 points at 5% and 3.7 points at 30%. No run with sorting fell below the worst run without it. We conclude that the order of examples is worth a thought whenever labels are cheap.",
];
const filler =
  "Nothing in this paragraph is meant to be remarkable, and it only stands here so that the page has enough lines for two columns of running text. It speaks of boats, of rivers and of the weather, as the corpora do, and of little else.";

const style = `@page { size: 210mm 297mm; margin: 22mm 18mm 20mm; @top-left { content: "A. Maker and B. Finder"; font: 8pt serif } @bottom-center { content: counter(page); font: 8pt serif } }
body { font: 9.5pt/1.25 "Liberation Serif", "DejaVu Serif", serif; margin: 0 } h1 { font-size: 17pt; text-align: center } .by { text-align: center }
h2 { font-size: 12pt; margin: 8pt 0 4pt } h3 { font-size: 10pt; margin: 8pt 0 4pt } p { margin: 0; text-align: justify; text-indent: 1.2em; hyphens: auto }
.two { column-count: 2; column-gap: 8mm } table { margin: 4pt auto; border-collapse: collapse } td, th { padding: 1pt 6pt; font-weight: normal; text-align: center }
.cap { text-indent: 0; margin-top: 8pt; font-size: 8.5pt } .ref { text-indent: -1em; padding-left: 1em; font-size: 8.5pt; text-align: left }`;

const table = `<p class="cap">Table 1: Accuracy (%) on both corpora, by share of wrong labels.</p>
<table><tr><td></td><td colspan="2">River</td><td colspan="2">Harbour</td></tr><tr><td>Order</td><td>5%</td><td>30%</td><td>5%</td><td>30%</td></tr>
<tr><td>Shuffled</td><td>78.1</td><td>71.2</td><td><b>80.3</b></td><td>76.0</td></tr><tr><td>Sorted</td><td><b>78.5</b></td><td><b>74.9</b></td><td>80.2</td><td><b>76.1</b></td></tr></table>`;

const p = (texts: readonly string[]) => texts.map((text) => `<p>${text}</p>`).join("\n");
const fill = (count: number) => p(Array.from({ length: count }, () => filler));

/** The paper as a page to print, in two columns, with running heads, a table and a bibliography. */
export const paperPage = `<!doctype html><html lang="en"><meta charset="utf-8"><style>${style}</style>
<h1>Showing Easy Examples First Helps When Labels Are Noisy</h1><div class="by">Ada Maker and Ben Finder</div>
<div class="two"><h2>Abstract</h2>${p(prose.slice(0, 1))}<h2>1 Introduction</h2>${p(prose.slice(1))}${fill(6)}
<h2>2 Method</h2>${p(method)}${fill(7)}<h2>3 Results</h2><h3>3.1 Accuracy</h3>${p(results.slice(0, 1))}${table}${p(results.slice(1))}${fill(6)}
<h2>4 Limitations</h2><p>We tried two corpora and one model only.</p><h2>References</h2>
<p class="ref">Jan Roe, Kim Poe, and Li Moe. 2019. Orders that do not matter. In Proceedings of the Made-up Meeting, pages 1–9.</p>
<p class="ref">Sam Doe. 2021. Sorting raises accuracy on every corpus. Journal of Invented Results, 4(2):10–31.</p></div></html>`;

export const paper = { prose, method, results, filler };
