/** Commands whose arguments are no text: how many groups go with them. Options go in any case. */
export const silent: Readonly<Record<string, number>> = {
  label: 1,
  vspace: 1,
  hspace: 1,
  "vspace*": 1,
  "hspace*": 1,
  includegraphics: 1,
  bibliographystyle: 1,
  index: 1,
  color: 1,
  setlength: 2,
  addtolength: 2,
  setcounter: 2,
  phantom: 1,
  hphantom: 1,
  vphantom: 1,
  thanks: 1,
  cellcolor: 1,
  rowcolor: 1,
  columncolor: 1,
  rule: 2,
  fontsize: 2,
  usepackage: 1,
  pagestyle: 1,
  thispagestyle: 1,
  cmidrule: 1,
  cline: 1,
  specialrule: 3,
  definecolor: 3,
  captionsetup: 1,
  arraystretch: 0,
  todo: 1,
  hypersetup: 1,
  nocite: 1,
  marginpar: 1,
  pagenumbering: 1,
  linewidth: 0,
  resizebox: 0,
  email: 1,
};
/** Commands whose first group is no text, but whose second is. */
export const second = new Set([
  "textcolor",
  "href",
  "colorbox",
  "raisebox",
  "scalebox",
  "parbox",
  "rotatebox",
  "hyperref",
  "fcolorbox",
  "adjustbox",
  "stackrel",
  "overset",
  "underset",
]);
export const strong = new Set(["textbf", "mathbf", "boldsymbol", "bm", "pmb", "mathbfit"]);
export const strongFrom = new Set(["bf", "bfseries", "boldmath"]);

/** What `\cref` and `\autoref` write before the number, by the label's beginning. */
export function prefixOf(label: string): string {
  const kind = /^(tab|fig|sec|eq|app|alg)/.exec(label)?.[1];
  const names: Record<string, string> = {
    tab: "Table ",
    fig: "Figure ",
    sec: "Section ",
    eq: "Equation ",
    app: "Appendix ",
    alg: "Algorithm ",
  };
  return kind === undefined ? "" : (names[kind] ?? "");
}
