/**
 * Terms that searches of the sciences use for one another, a row a concept; the abbreviation comes last. Deliberately
 * small: it widens a query where authors are known to write either, and plans for any field do without it.
 */
const rows = `
information retrieval | document retrieval | passage retrieval | text retrieval | IR
multilingual | cross-lingual | crosslingual
question answering | answer retrieval | QA
dense retrieval | neural retrieval | bi-encoder | dual encoder
language model | large language model | LLM
machine translation | neural machine translation | MT
named entity recognition | NER
natural language processing | computational linguistics | NLP
speech recognition | ASR
low-resource languages | under-resourced languages
contrastive learning | contrastive training
fine-tuning | finetuning
embedding | sentence representation
evaluation | benchmark
bias | disparity
fairness | equity
pretraining | pre-training
machine learning | ML
deep learning | neural network
reinforcement learning | RL
computer vision | CV
randomised controlled trial | randomized controlled trial | RCT
systematic review | meta-analysis
myocardial infarction | heart attack
hypertension | high blood pressure
neoplasm | cancer | tumour | tumor
adolescents | teenagers
older adults | elderly
adverse effects | side effects
physical activity | exercise
obesity | overweight
magnetic resonance imaging | MRI
COVID-19 | SARS-CoV-2
type 2 diabetes | T2DM
depression | depressive disorder
climate change | global warming
greenhouse gas | carbon emissions
biodiversity | species richness
unemployment | joblessness
inequality | disparity
developing countries | low-income countries
school | education
higher education | university
`;

const groups: readonly (readonly string[])[] = rows
  .trim()
  .split("\n")
  .map((row) => row.split("|").map((term) => term.trim()));

/** Other terms for a term, without regard to case and the plural; empty when none are known. */
export function synonymsOf(term: string): string[] {
  const wanted = key(term);
  const found = groups.filter((group) => group.some((each) => key(each) === wanted));
  return [...new Set(found.flat())].filter((each) => key(each) !== wanted);
}

/** Whether the table has this term of several words. */
export function isKnownPhrase(phrase: string): boolean {
  const wanted = key(phrase);
  return groups.some((group) => group.some((each) => key(each) === wanted));
}

function key(term: string): string {
  return term
    .toLowerCase()
    .replace(/[-\s]+/g, " ")
    .replace(/(?<=[a-z]{3})(?<!s)s$/, "");
}
