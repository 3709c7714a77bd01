export { languageBranches, phylogeneticDistance } from "./branches.js";
export { knownLanguages, type LanguageInfo, languageInfo } from "./language-info.js";
export { hasSpaces, languageTag } from "./language-tag.js";
export { TYPOLOGY_KINDS, Typology, type TypologyKind, typologicalDistance, typology } from "./typology.js";
