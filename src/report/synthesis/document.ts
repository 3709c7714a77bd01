/** One row of the table of extracted claims. */
export interface SynthesisClaim {
  text: string;
  /** The tick; undefined where the row has no mark that is known. */
  verified: boolean | undefined;
  /** 0..1; undefined where none is printed. */
  confidence: number | undefined;
  /** The text ends in the middle of a sentence: the report's maker cut it off. */
  cut: boolean;
}

/** A claims-and-results report in the synthesis format, as read from a file; nothing of it is believed yet. */
export interface SynthesisDocument {
  title: string;
  byline: string | undefined;
  /** ISO day; undefined where no date could be read. */
  date: string | undefined;
  abstract: string | undefined;
  /** Title of the paper that is examined. */
  examines: string | undefined;
  question: string | undefined;
  /** As the fixed sentences print them. */
  counts: {
    retrieved: number | undefined;
    extracted: number | undefined;
    verified: number | undefined;
    /** Quality review score, 0..10. */
    score: number | undefined;
  };
  /** Everything from 1 Introduction to 4 Limitations, as printed. */
  sections: readonly { heading: string; text: string }[];
  claims: readonly SynthesisClaim[];
  /** Addresses, or references in words. */
  references: readonly string[];
  /** What does not fit together or could not be read, each in a sentence. */
  problems: readonly string[];
}
