import type { ForTexts } from "./options.js";

/** What multilingual E5 was trained with (Wang et al. 2024, arXiv 2402.05672): put before every text. */
export const defaultPrefixes: ForTexts<string> = { query: "query: ", passage: "passage: " };

/** Tokens after which a text is cut, special tokens and prefix included. */
export const defaultMaxLength: ForTexts<number> = { query: 64, passage: 256 };
