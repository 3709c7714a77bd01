import type { DatasetEntry } from "../entry.js";
import { typology } from "./typology.js";

export const lang2vec: DatasetEntry = {
  name: "lang2vec",
  about:
    "Typological features of 47 languages (syntax, phonology, sound inventory), family branches, distances.",
  kind: "language facts",
  home: "https://github.com/antonisa/lang2vec",
  licence: "CC-BY-SA-4.0",
  citation:
    "Littell, Mortensen, Lin, Kairis, Turner and Levin (2017). URIEL and lang2vec: Representing languages as typological, geographical, and phylogenetic vectors. EACL 2017.",
  languages: [],
  needsNetwork: false,
  sources: [{ kind: "own" }],
  load: (options) => typology(options),
};
