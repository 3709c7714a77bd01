import { ClaimbookError } from "../../errors.js";

/** An encoder that claimbook's experiments name. */
export interface KnownModel {
  /** What users call it. */
  name: string;
  /** On the hub. */
  repository: string;
  /**
   * The commit that is pulled. These are the commits that many published experiments with these models name; the
   * checksums of the files come from the hub itself and are recorded at the first pull.
   */
  revision: string;
  /** Millions. */
  parameters: number;
  /** Length of its vectors. */
  dim: number;
  /** As its model card says. */
  licence: string;
  about: string;
  citation: string;
}

export const knownModels: readonly KnownModel[] = [
  {
    name: "xlm-roberta-base",
    repository: "FacebookAI/xlm-roberta-base",
    revision: "e73636d4f797dec63c3081bb6ed5c7b0bb3f2089",
    parameters: 278,
    dim: 768,
    licence: "MIT",
    about: "XLM-R, masked language model of 100 languages; no sentence encoder before it is fine-tuned",
    citation: "Conneau et al. 2020, arXiv:1911.02116",
  },
  {
    name: "xlm-roberta-large",
    repository: "FacebookAI/xlm-roberta-large",
    revision: "c23d21b0620b635a76227c604d44e43a9f0ee389",
    parameters: 560,
    dim: 1024,
    licence: "MIT",
    about: "XLM-R with 24 layers; no sentence encoder before it is fine-tuned",
    citation: "Conneau et al. 2020, arXiv:1911.02116",
  },
  {
    name: "sentence-transformers/LaBSE",
    repository: "sentence-transformers/LaBSE",
    revision: "836121a0533e5664b21c7aacc5d22951f2b8b25b",
    parameters: 471,
    dim: 768,
    licence: "Apache-2.0",
    about: "sentence encoder of 109 languages, trained on translation pairs",
    citation: "Feng et al. 2022, arXiv:2007.01852",
  },
  {
    name: "intfloat/multilingual-e5-small",
    repository: "intfloat/multilingual-e5-small",
    revision: "614241f622f53c4eeff9890bdc4f31cfecc418b3",
    parameters: 118,
    dim: 384,
    licence: "MIT",
    about: 'retriever of about 100 languages; prefixes "query: " and "passage: "',
    citation: "Wang et al. 2024, arXiv:2402.05672",
  },
  {
    name: "intfloat/multilingual-e5-base",
    repository: "intfloat/multilingual-e5-base",
    revision: "d13f1b27baf31030b7fd040960d60d909913633f",
    parameters: 278,
    dim: 768,
    licence: "MIT",
    about: 'retriever of about 100 languages; prefixes "query: " and "passage: "',
    citation: "Wang et al. 2024, arXiv:2402.05672",
  },
  {
    name: "intfloat/multilingual-e5-large",
    repository: "intfloat/multilingual-e5-large",
    revision: "0dc5580a448e4284468b8909bae50fa925907bc5",
    parameters: 560,
    dim: 1024,
    licence: "MIT",
    about: 'retriever of about 100 languages; prefixes "query: " and "passage: "',
    citation: "Wang et al. 2024, arXiv:2402.05672",
  },
];

/** A model as a user names it: one of the known ones, by its name with or without the owner, or any repository. */
export interface AskedModel {
  name: string;
  repository: string;
  /** What was said behind `@`: a branch, tag or commit. */
  asked: string | undefined;
  /** The commit that claimbook names, for a known model. */
  pinned: string | undefined;
}

/** @throws ClaimbookError (`usage`) for what is neither a known model nor `owner/name` */
export function askedModel(text: string): AskedModel {
  const [, base = "", ref] = /^([^@]*)(?:@(.*))?$/.exec(text) ?? [];
  const asked = ref === "" ? undefined : ref;
  const wanted = base.toLowerCase();
  const known = knownModels.find(({ name, repository }) =>
    [name, repository, shortName(repository)].some((each) => each.toLowerCase() === wanted),
  );
  if (known !== undefined)
    return { name: known.name, repository: known.repository, asked, pinned: known.revision };
  // As the hub allows them; a name never leaves the folder it is put below.
  if (/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(base))
    return { name: base, repository: base, asked, pinned: undefined };
  throw new ClaimbookError(`unknown model "${text}"`, {
    kind: "usage",
    where: "model",
    wayOut: `Known: ${knownModels.map(({ name }) => name).join(", ")}. Others by OWNER/NAME[@REVISION].`,
  });
}

/** `LaBSE` of `sentence-transformers/LaBSE`. */
export function shortName(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}
