/** A paper of our own making, from which every database's answer is rendered. */
export interface MadePaper {
  /** Distinct; ids of all schemes that are not given are made from it. */
  number: number;
  title: string;
  abstract?: string;
  /** `Jane Smith`; defaults to two names. */
  authors?: readonly string[];
  year?: number;
  doi?: string;
  /** With version, e.g. `2408.10536v2`. */
  arxiv?: string;
  venue?: string;
  retracted?: boolean;
}

/** Papers that differ in title, abstract, year and ids. */
export function madePapers(count: number, from = 1): MadePaper[] {
  const subjects = ["sparse retrieval", "dense encoders", "language bias", "soil moisture", "tidal energy"];
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const subject = subjects[number % subjects.length]!;
    return {
      number,
      title: `Study ${number} of ${subject}`,
      abstract: `We measure ${subject} in ${number} settings. The mean is ${number / 10}.`,
      year: 2000 + (number % 25),
    };
  });
}

export function idsOf({ number, doi, arxiv }: MadePaper) {
  return {
    doi: doi ?? `10.5555/made.${number}`,
    arxiv: arxiv ?? `2301.${String(number).padStart(5, "0")}v1`,
    pmid: String(30_000_000 + number),
    pmcid: `PMC${900_000 + number}`,
    openalex: `W${4_000_000_000 + number}`,
    semanticScholar: number.toString(16).padStart(40, "0"),
    dblp: `journals/made/Paper${number}`,
  };
}

export function authorsOf({ authors = ["Jane Smith", "Ravi van Dijk"] }: MadePaper) {
  return authors.map((name) => {
    const at = name.lastIndexOf(" ");
    return { name, given: name.slice(0, Math.max(at, 0)), family: name.slice(at + 1) };
  });
}
