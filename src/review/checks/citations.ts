import { workKey } from "../../literature/work-id.js";
import { type ReviewContext, subjectWords } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import type { ReviewSource, SubjectClaim } from "../subject.js";

/** A sentence with so much of the claim says what it says, as far as words tell. */
const saysIt = 0.72;
/** A work none of whose sentences has more than that does not say it. */
const doesNotSayIt = 0.6;
/** Share of the words of claim and question below which a work is about something else. */
const offTopic = 0.34;

/** Citations of works that are about something else, or that do not say what another work does say. */
export function citations(context: ReviewContext): Finding[] {
  return context.subject.claims.flatMap((entry) => {
    const { claim } = entry;
    if (claim.source === undefined) return [];
    return [off(entry, context) ?? wrong(entry, context) ?? misplaced(entry, context)].filter(
      (each) => each !== undefined,
    );
  });
}

function off({ claim }: SubjectClaim, context: ReviewContext): Finding | undefined {
  const cited = context.source(claim.source!.work);
  if (cited === undefined || context.subject.sources.length < 2) return undefined;
  const own = relevance(cited, claim.text, context);
  const others = context.subject.sources
    .filter((each) => each !== cited)
    .map((each) => relevance(each, claim.text, context));
  const best = Math.max(0, ...others);
  const limit = cited.sentences.length === 0 && cited.abstract === undefined ? 0.05 : offTopic;
  if (own > limit || best < Math.max(2 * own, 0.5)) return undefined;
  return finding(
    "off-topic citation",
    `The claim cites ${cited.work}, “${cited.title}”, which is about something else: it has ${percent(own)} of the words of claim and question, another work has ${percent(best)}.`,
    [claim.id],
  );
}

/** The better of two: share of the claim's words, and of the question's, that the work has at all. */
export function relevance(source: ReviewSource, text: string, context: ReviewContext): number {
  const has = context.vocabulary(source);
  const { question, title } = context.subject;
  const topic = question ?? title;
  return Math.max(
    context.share(subjectWords(text), has),
    topic === undefined ? 0 : context.share(subjectWords(topic), has),
  );
}

function wrong({ claim }: SubjectClaim, context: ReviewContext): Finding | undefined {
  const cited = context.source(claim.source!.work);
  if (cited === undefined || (cited.sentences.length === 0 && cited.abstract === undefined)) return undefined;
  const inside = context.best(claim, cited.work, "in");
  const outside = context.best(claim, cited.work, "outside");
  const own = inside?.says ?? 0;
  if (outside === undefined || own > doesNotSayIt || outside.says < saysIt || outside.says - own < 0.25)
    return undefined;
  return finding(
    "wrong citation",
    `${cited.work} is cited, but does not say it; ${outside.work}${outside.locator === undefined ? "" : `, ${outside.locator}`} does: ${quoted(outside.text)}.`,
    [claim.id],
  );
}

/** The words given as evidence stand in a work that is not the cited one. */
function misplaced({ claim }: SubjectClaim, context: ReviewContext): Finding | undefined {
  const texts = [
    ...(claim.source?.quote === undefined
      ? []
      : [{ work: claim.source.work, text: claim.source.quote.text }]),
    ...claim.grounding.passages,
  ];
  for (const { work, text } of texts) {
    const named = context.source(work);
    if (named === undefined || named.sentences.length === 0 || stands(named, text)) continue;
    const holder = context.subject.sources.find((source) => source !== named && stands(source, text));
    if (holder !== undefined) {
      return finding(
        "wrong citation",
        `The passage ${quoted(text)} is cited from ${work}, but stands in ${holder.work}.`,
        [claim.id],
      );
    }
  }
  const cited = claim.source!.work;
  const { passages, verdict } = claim.grounding;
  const named = context.source(cited);
  if (verdict !== "supported" || passages.length === 0 || named === undefined) return undefined;
  if (passages.some(({ work }) => workKey(work) === workKey(cited))) return undefined;
  const inside = context.best(claim, cited, "in")?.says ?? 0;
  if (inside >= saysIt || (named.sentences.length === 0 && named.abstract === undefined)) return undefined;
  return finding(
    "wrong citation",
    `${cited} is cited, but all the evidence is from ${passages[0]!.work}: ${quoted(passages[0]!.text)}.`,
    [claim.id],
  );
}

export function stands({ sentences, abstract }: ReviewSource, text: string): boolean {
  const wanted = normal(text);
  if (wanted === "") return false;
  if (
    sentences.some(
      (sentence) => normal(sentence.text).includes(wanted) || wanted.includes(normal(sentence.text)),
    )
  )
    return true;
  return abstract !== undefined && normal(abstract).includes(wanted);
}

const normal = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
const percent = (share: number) => `${Math.round(share * 100)} %`;
