/** What a sentence shows of its kind. Each cue is there (1) or not (0): a weight on it can be read and disputed. */
export interface Cue {
  name: string;
  matches(sentence: string): boolean;
}

/** Whole words or phrases, any case; `*` stands for any ending of the word. */
function phrases(list: string): RegExp {
  const alternatives = list
    .split(",")
    .map((phrase) => phrase.trim().replaceAll(".", "\\.").replaceAll("*", "\\p{L}*").replaceAll(" ", "\\s+"));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join("|")})(?![\\p{L}\\p{N}])`, "iu");
}

const authors = "(?:we|this (?:paper|work|article|study)|the (?:paper|authors)|here,? we)";
const patterns: Readonly<Record<string, RegExp>> = {
  // Comparison
  than: /\bthan\b(?!\s+(?:[\d.,]+|one|two|three|half)\b)/iu,
  "compared with": phrases(
    "compared with, compared to, in comparison with, in comparison to, relative to, versus, vs, vs., as opposed to, in contrast to",
  ),
  "verb of comparison": phrases(
    "outperform*, underperform*, surpass*, exceed*, beat, beats, trail*, lags behind, improves over, improve over, superior to, inferior to, on par with, competitive with",
  ),
  "comparative form": phrases(
    "better, worse, higher, lower, larger, smaller, longer, shorter, greater, fewer, faster, slower, stronger, weaker, more, less, superior, inferior, comparable, similar, twice as, three times, times as, times more, as well as",
  ),
  groups: phrases(
    "baseline*, controls, control group, placebo, both groups, two groups, counterparts, state-of-the-art, previous best, best-performing",
  ),
  "as ... as": /\bas\s+\p{L}+\s+as\b/iu,
  // Result
  "factive verb": phrases(
    "affirm*, implicat*, was detected, were detected, uncover*, show, shows, showed, shown that, find that, found that, found to, finds that, demonstrate*, reveal*, indicate*, indicating, observed, confirm*, suggest that, suggests that, suggested that, imply, implies, provide evidence, establish that, conclude that",
  ),
  "own results": phrases(
    "in conclusion, in summary, we conclude, taken together, our results, our findings, our analysis, our experiments, our data, our calculations, these results, these findings, these data, the results, the findings, experimental results, our study shows",
  ),
  effect: phrases(
    "associated with, correlat*, led to, leads to, lead to, results in, resulted in, induces, induced, induce, promot*, inhibit*, suppress*, affect, affects, affected, effect on, impact on, explained, explains, regulates, enhance*, activat*, mediates, depends on, causes, caused, contribut*",
  ),
  change: phrases(
    "increase*, increasing, decreas*, reduc*, declin*, rose, fell, raised, raises, lowered, lowers, dropped, drops, doubled, halved, improv*, advanced, advances, delayed, grew, vanish*, degrad*, gain, gains, mitigat*",
  ),
  significance: phrases(
    "a significant, no significant, statistically significant, were significant, was significant, significant increase, significant decrease, significant improvements, significantly, consistently, substantially, substantial improvements, markedly, sharply, robustly",
  ),
  statistics:
    /\bp\s?[<=>≤≥]\s?0?\.\d|\b(?:95|99|90)\s?%\s?(?:CI\b|confidence)|\b(?:CI|OR|HR|RR|AUC|SD|SMD)\b\s?[:=]?\s?[\d(]|\br\s?=\s?[-−]?0?\.\d|±|\bpercentage points?\b|standard deviations?\b/iu,
  attain: phrases(
    "exhibit*, consistent with, is required for, acts as, binds to, protects, identifies, shapes, shape, achiev*, attain*, reach, reaches, reached, yield, yields, yielded, obtain*, outperforming, agree, agreed, agrees, perform well, performs, score, scores",
  ),
  "a measure": phrases(
    "accuracy, precision, recall, f1, bleu, ndcg*, map, mrr, sensitivity, specificity, mortality, incidence, prevalence, error rate, elasticity, variance, yield, odds, risk of, rate of, concentration*, levels",
  ),
  percent: /\d\s?%|\bper\s?cent\b|\bpercent\b/iu,
  decimal: /\d[.,]\d/u,
  "a number": /(?<![\p{L}\d])\d/u,
  "a large number":
    /\b\d{1,3}(?:,\d{3})+\b|\b\d{4,}\b(?!\s*(?:and|to|[-–])\s*\d{4})|\bmillion\b|\bbillion\b/u,
  "two years": /\b(?:19|20)\d\d\s*(?:and|to|through|[-–])\s*(?:19|20)\d\d\b/u,
  // Method
  "authors propose": new RegExp(
    `\\b${authors}\\s+(?:\\p{L}+ly\\s+)?(?:then\\s+|also\\s+|further\\s+)?(?:propose|introduce|present|develop|describe|design|build|construct|formulate|devise|leverage|combine|define|report the)[sd]?\\b`,
    "iu",
  ),
  "authors do":
    /\b(?:we|the authors)\s+(?:\p{L}+ly\s+)?(?:then\s+|also\s+|further\s+)?(?:use|used|employ|employed|apply|applied|train|trained|fine-tune|fine-tuned|estimate|estimated|calculate|calculated|compute|computed|model|modelled|modeled|split|exploit|perform|performed|conduct|conducted|carried out|measured|adopt|adopted|evaluate|adapt|encode|simulate|simulated|implement|implemented|experiment with|study|combined|varied|screened|randomly varied|mapped|followed|reconstructed|monitored|compared)\b/iu,
  "done with care": phrases(
    "was performed, were performed, was conducted, was carried out, were measured, was measured, was quantified, were quantified, was assessed, were assessed, were analysed, were analyzed, was analysed, was analyzed, were estimated, was estimated, is estimated, are estimated, were calculated, was calculated, were treated, were grown, were deployed, were recorded with, were drawn, were assigned, was administered to, randomly assigned, randomised, randomized, double-blind, screened, is trained, are trained, was trained, is fine-tuned, fine-tun*, initialised, initialized, instrumented, is used to, are used to, was used to, were used to, is computed, are computed, solved, reconstructed, normalised, normalized, adjusted for, are mined, was surveyed, were surveyed, is applied, classified by",
  ),
  device: phrases(
    "method, methods, methodology, approach, strategy, strategies, protocol, model in which, screen, algorithm, framework, architecture, technique, objective, procedure, pipeline, loss, estimator, encoder, decoder, classifier, parser, regression, simulation*, meta-analysis, design, spectrometry, microscopy, equations, numerically, learning rate, autoregression, index",
  ),
  "by means": phrases("using, by means of, based on, via, consists in, followed by, with a radius"),
  "infinitive of purpose": /(?:^|,\s)to\s+\p{Ll}+\s[^,]{3,80},\s(?:we|the authors)\b/iu,
  "a term of training": phrases(
    "batches, negatives, epochs, sampling, hyperparameter*, sampled, pre-trained, pretrained, in-batch, transformer",
  ),
  // Data
  "a collection": phrases(
    "dataset, datasets, data set, data sets, corpus, corpora, benchmark, benchmarks, collection, collections, sample, samples, cohort, panel, catalogue, catalog, registry, database, records, archive, archival, treebank, survey, time series, test split, split",
  ),
  "it holds": phrases(
    "contains, contain, consist of, consists of, consisted of, comprise*, comprising, covers, cover, covered, includes, included, lists, holds, came from, come from, comes with, taken from, obtained from, collected from, collected by, specimens from, participants were, drawn on, compiled, enrolled, recruited, a total of, contributed by, drawn from, were conducted on, conducted on, interviewed, inclusion criteria, draw on, drew on, gathered, curate, curated, collect, draws on, covering",
  ),
  "authors give a collection": new RegExp(
    `\\b${authors}\\s+(?:\\p{L}+ly\\s+)?(?:introduce|present|release|construct|build|compile|create|collect)[sd]?\\s[^.;]{0,80}\\b(?:dataset|data set|benchmark|corpus|treebank|test set)\\b`,
    "iu",
  ),
  "it is given away": phrases(
    "publicly available, available at, available from, are available, is available, we release, released, open-source, we make available",
  ),
  counted:
    /\b(?:\d[\d,.]*|million|hundred|thousand|dozen|nineteen|twenty)\s+(?:[\p{L}-]+\s+){0,3}?(?:participants|patients|adults|children|women|men|subjects|volunteers|sentences|documents|questions|queries|images|records|languages|households|firms|countries|species|sites|plots|lakes|trials|studies|hours|galaxies|samples|articles|abstracts|pairs|births|nurses|clusters|retailers|utterances|individuals|mice|donors|examples|supernovae|tokens|annotated)\b/iu,
  "evaluated on": phrases(
    "evaluate on, evaluated on, experiments on, tested on, experiments were, evaluation on",
  ),
  "authors look at":
    /\bwe\s+(?:use|used|analyse|analysed|analyze|analyzed|compiled|collected|assembled|sampled|evaluate on)\b/iu,
  // Limitation
  limit: phrases(
    "limitation*, drawback*, shortcoming*, main weakness, weakness of our, weakness of this, limited to, limited by, is limited, are limited because, limits the, restricted to, restricts, valid only, breaks down, caveat*, caution, with care, confined to",
  ),
  "cannot tell": phrases(
    "cannot, could not be, could not separate, cannot be ruled out, cannot be tested, not generalise, not generalize, remains unclear, not be extrapolated, do not suffice, too short, too small, lack data, we lack, not established",
  ),
  "does not deal with": phrases(
    "does not handle, does not account, do not account, does not consider, did not test, did not measure, did not consider, do not consider, not considered, not handle, ignores, ignore, neglects, neglect, were missing, missed, still fails, fails on, were considered, rest on the assumption, assumes",
  ),
  bias: phrases(
    "recall bias, confounding, risk of bias, selection bias, generalisability, generalizability, external validity, systematic errors, observational, small sample, sample size, single-centre, single-center, preliminary, lacked power, stopped early, one hospital, single hospital, heterogeneity, voluntary, modest, remain low, sampled in, only sampled, remain unknown",
  ),
  "more is needed": phrases(
    "should be read, is needed, are needed, further research, further studies, further work, larger trials, larger studies, needed to confirm, is warranted, are warranted",
  ),
  hedge: phrases("may, might, could, possibly, perhaps, probably, likely to be subject"),
  however: /^\s*(?:however|nevertheless|nonetheless|unfortunately|but|although|despite)\b/iu,
  negation: phrases(
    "did not, does not, do not, not yet, is not, are not, was not, were not, no, neither, nor, without, never",
  ),
  // Background, aims, signposts
  "importance or interest": phrases(
    "important, growing, leading cause, central goal, central role, plays a, play a, play an, plays an, major, challenge is, challenges, challenge for, a challenge, challenge in, remains challenging, attracted, interest, widely, mystery, problem, promise, promising, rapidly, crucial, essential role, key role, most common causes, poorly understood, not known, remarkable success, most abundant, classic problem, goal is, threat, threaten*, increasingly",
  ),
  "so far": phrases(
    "in recent years, recently, recent approaches, recent progress, recent advances, recent work, recent studies, have been, has been, has long, have long, little is known, few studies, is known, are known, existing methods, previous work, previous studies, traditionally, often, many, remains, is expected, in many",
  ),
  aim: phrases(
    "aim, aims, aimed, objective was, purpose of, goal, we ask, asks, whether, hypothes*, to determine, to assess, to evaluate, to investigate, to examine, to test the, we hope, in order to understand, understanding how, motivated by, we investigated, we examined whether, to discuss",
  ),
  signpost: phrases(
    "in this section, organised as follows, organized as follows, remainder of, rest of the article, rest of the paper, section, future work, we discuss, here we discuss, we review, related work, is the task of, this review, proceeds",
  ),
  "cites others":
    /\(\s*(?:e\.g\.,?\s*|see\s+)?\p{Lu}[\p{L}'’-]{1,30}(?:\s(?:et al\.?|and|&)(?:\s\p{Lu}[\p{L}'’-]{1,30})?)?,?\s(?:19|20)\d\d|[[(]\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,20}[\])]|\b(?:previous|earlier|prior|recent|several|other|published) (?:work|studies|reports?|surveys)\b/u,
  concluding:
    /^\s*(?:thus|therefore|hence|in aggregate|in conclusion|in summary|taken together|collectively|together|we conclude)\b/iu,
  "authors find":
    /\b(?:we|our (?:study|analysis|data|results|findings|experiments|observations?))\s+(?:\p{L}+ly\s+|have\s+|further\s+|also\s+|first\s+|then\s+){0,3}(?:identif(?:y|ied)|observed?|found|find|detect(?:ed)?|discover(?:ed)?|uncover(?:ed)?|noted?|saw|show|showed|demonstrated?|affirm(?:ed)?|implicated?|confirm(?:ed)?|reveal(?:ed)?|extends?)\b/iu,
  "the word limitation": phrases(
    "limitation, limitations, warrant replication, cannot rule out, could not rule out, did not enrol, did not enroll, drawback, caveat",
  ),
  hypothetical: phrases("would, if the, if this, were to, hypothesi*, should"),
  // Form
  "first person": /\b(?:we|our|us)\b/iu,
  "past passive": /\b(?:was|were)\s+(?:\p{L}+ly\s+)?\p{L}+(?:ed|en|wn|un|ained)\b/iu,
  "present passive": /\b(?:is|are)\s+(?:\p{L}+ly\s+)?\p{L}+(?:ed|en|wn)\b/iu,
  "plain plural subject":
    /^\p{Lu}\p{Ll}+(?:\s\p{Ll}+)?s\s+(?:are|have|often|provide|play|around|promise|threaten)\b/u,
  short: /^(?:\S+\s+){0,8}\S+$/u,
};

/** `Experiments on four corpora show that …`: what is claimed stands after `that`. */
const reported =
  /^.{1,240}?\b(?:show|shows|showed|shown|demonstrate[sd]?|finds?|found|reveal(?:s|ed)?|indicate[sd]?|observed?|confirm(?:s|ed)?|suggest(?:s|ed)?|implies|imply|conclude[sd]?)\s+that\s+(?=\S+\s\S)/iu;
const findingReported = "a finding is reported";
const ownFinding = "the authors report a finding";

const own = /\b(?:we|our|these (?:results|findings|data)|this (?:study|paper|work)|here)\b/iu;

/** Whether a sentence cites others, or speaks of earlier work. */
export function citesOthers(sentence: string): boolean {
  return patterns["cites others"]!.test(sentence);
}

/** The cues of a sentence: where it reports a finding, those of what was found. */
export function cuesOf(sentence: string): string[] {
  const frame = reported.exec(sentence)?.[0];
  const said = frame === undefined ? sentence : sentence.slice(frame.length);
  const shown = cues
    .filter(({ name, matches }) => name !== findingReported && name !== ownFinding && matches(said))
    .map(({ name }) => name);
  if (frame === undefined) return shown;
  return [...shown, findingReported, ...(own.test(frame) ? [ownFinding] : [])];
}

/** All cues, in the order in which weights are listed. */
export const cues: readonly Cue[] = [
  ...Object.entries(patterns).map(([name, pattern]) => ({
    name,
    matches: (sentence: string) => pattern.test(sentence),
  })),
  { name: findingReported, matches: (sentence) => reported.test(sentence) },
  { name: ownFinding, matches: (sentence) => own.test(reported.exec(sentence)?.[0] ?? "") },
];
