import { judgeClaim } from "../../src/claims/claim.js";
import { Mime } from "../../src/notebook/mime.js";
import type { Notebook } from "../../src/notebook/model.js";
import {
  claimOutput,
  code,
  dotPlot,
  frontMatter,
  notebook,
  sampleNotebook,
  scriptNames,
  text,
} from "./sample.js";

/** Texts that would break out of a table, a page or a layout. */
export const hostileTexts = [
  "<script>document.title='ran'</script><img src=x onerror=alert(1)>",
  "pipes | in | a | claim and `code` with \\ backslashes and `unclosed ticks",
  `${"Donaudampfschifffahrtsgesellschaftskapitänsmütze".repeat(6)} is one word`,
  "مرحبا بالعالم (left) ثم 95 % ثم نهاية",
  "# not a heading - *not* _emphasis_ [not a link](javascript:alert(1)) ![nor](http://evil.invalid/x.png)",
  "&lt;b&gt; stays as written &amp; so does &copy; ~~this~~ and <http://evil.invalid/>",
  "1. not a list\n\n- nor this\n\n> nor a quote",
];

/** What each golden tree is made of. */
export const goldenCases: Readonly<Record<string, () => Notebook>> = {
  sample: sampleNotebook,
  scripts: () => {
    const names = Object.entries(scriptNames);
    return notebook([
      text("# Claims in many scripts"),
      code("front()", frontMatter),
      text(`## Results\n\n${names.map(([name, own]) => `- ${name}: ${own}`).join("\n")}`),
      code("plot()", dotPlot(names.map(([, own]) => own))),
      code(
        "claims()",
        ...names.map(([name, own]) =>
          claimOutput(judgeClaim({ id: name.toLowerCase(), text: `${own} (${name}) 😀 ✂` })),
        ),
      ),
    ]);
  },
  hostile: () =>
    notebook([
      text(`# ${hostileTexts[0]}`),
      text(
        `## Results\n\n${hostileTexts.join("\n\n")}\n\n![picture](https://evil.invalid/track.png)\n\n    <b>code</b>\n\n\`<i>\``,
      ),
      code(
        "claims()",
        ...hostileTexts.map((each, i) => claimOutput(judgeClaim({ id: `hostile-${i + 1}`, text: each }))),
      ),
      code("stream()"),
    ]),
  "no-claims": () =>
    notebook([text("# Nothing is claimed here\n\nOnly a lead."), code("1 + 1", { [Mime.plain]: "2" })]),
};
