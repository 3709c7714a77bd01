// Bibliographic records of works that nobody wrote, with duplicates as databases make them and with different works
// that look alike. Which record is of which work is known, so grouping can be measured.

const fields = [
  {
    things:
      "glioblastoma|insulin resistance|myocardial infarction|preterm infants|hepatitis C|sepsis|asthma in children|chronic kidney disease|breast cancer|malaria|postpartum depression|type 2 diabetes|knee osteoarthritis|atrial fibrillation|tuberculosis|hypothyroidism|hyperthyroidism|schizophrenia|migraine|pancreatic neuroendocrine tumours",
    means:
      "low-dose aspirin|cognitive behavioural therapy|magnetic resonance imaging|statins|vitamin D supplementation|telemedicine|home haemodialysis|robotic surgery|intravenous iron|mindfulness|dietary sodium reduction|early mobilisation|CRISPR screening|metformin|vaccination",
    kinds:
      "a randomised controlled trial|a systematic review and meta-analysis|a population-based cohort study|a case report|a nationwide analysis|results of a multicentre registry|evidence from 14 countries",
    venues: "The Lancet of Nowhere|Annals of Imaginary Medicine|Acta Ficta|Journal of Unreal Cardiology",
  },
  {
    things:
      "soil carbon|alpine grasslands|coral reefs|migratory birds|urban trees|freshwater mussels|boreal forests|deep-sea fishes|pollinators|invasive plants|mangroves|river sediment|permafrost|wild bees|amphibian declines|seagrass meadows",
    means:
      "nitrogen deposition|drought|controlled burning|light pollution|grazing|ocean acidification|road networks|warming|sea-level rise|habitat fragmentation|long-term monitoring|environmental DNA|stable isotopes|microplastics",
    kinds:
      "a global synthesis|insights from 30 years of data|lessons for conservation|a review|evidence from the Carpathians|a mesocosm experiment|patterns and mechanisms",
    venues: "Made-up Ecology|Global Change Fiction|Fictional Conservation Letters|Oecologia Phantastica",
  },
  {
    things:
      "question answering|machine translation|graph neural networks|speech recognition|image segmentation|federated learning|recommender systems|named entity recognition|protein structure prediction|reinforcement learning|anomaly detection|multilingual retrieval|program synthesis|knowledge distillation",
    means:
      "contrastive pretraining|sparse attention|self-training|unsupervised domain adaptation|supervised domain adaptation|large language models|data augmentation|curriculum learning|low-rank adapters|differential privacy|hard negatives|mixture of experts|prompt tuning|Bayesian optimisation",
    kinds:
      "a survey|an empirical study|a simple and strong baseline|limits and opportunities|towards a benchmark|less is more|what works and what does not",
    venues:
      "Proceedings of Nowhere|Transactions on Imaginary Learning|Workshop on Unreal Systems|Journal of Fictive AI",
  },
  {
    things:
      "minimum wages|household debt|central bank communication|land reform|labour market entry|school choice|housing prices|trade liberalisation|social trust|pension funds|voter turnout|informal employment|tax evasion|early childhood education",
    means:
      "a natural experiment|instrumental variables|survey evidence|administrative records|machine learning|field experiments|synthetic controls|panel data|text analysis|regression discontinuity|cross-country comparison",
    kinds:
      "evidence from Brazil|evidence from Sweden|evidence from rural India|theory and measurement|the role of institutions|a reassessment|does it matter?",
    venues: "Quarterly of Invented Economics|Journal of Nonexistent Policy|Review of Fictional Finance",
  },
  {
    things:
      "dark matter halos|topological insulators|perovskite solar cells|neutron stars|turbulent convection|quantum dots|gravitational waves|superconducting qubits|lithium anodes|graphene membranes|neutrino oscillations|spin glasses|exoplanet atmospheres|ultracold fermions",
    means:
      "Monte Carlo simulation|angle-resolved photoemission|density functional theory|weak lensing|Raman spectroscopy|neural quantum states|tensor networks|adaptive optics|first-principles calculations|time-domain surveys|molecular dynamics",
    kinds:
      "a status report|experiment and theory|an analytic approach|the high-temperature limit|constraints from current data|a numerical study",
    venues: "Physical Review Z|Imaginary Astronomy|Letters in Unreal Matter|Nuovo Cimento Inventato",
  },
].map(({ things, means, kinds, venues }) => ({
  things: things.split("|"),
  means: means.split("|"),
  kinds: kinds.split("|"),
  venues: venues.split("|"),
}));

const patterns = [
  (t, m, k, x) => `Effects of ${m} on ${t} in ${x}: ${k}`,
  (t, m, k, x) => `${cap(m)} for ${t} after ${x}: ${k}`,
  (t, m, _k, x) => `Does ${m} change ${t} in the ${x} region?`,
  (t, m, _k, x) => `${x}: ${m} in ${t}`,
  (t, m, _k, x) => `On the role of ${m} in ${t} and ${x}`,
  (t, m, k, x) => `${cap(t)} & ${m} – ${k} from ${x}`,
  (t, m, _k, x) => `The ${x} approach to ${t} with ${m}`,
  (t, _m, k, x) => `${cap(t)} and “${x}” revisited: ${k}`,
  (t, m, _k, x, y) => `How ${x} ${y} meet ${m} and ${t}`,
  (t, m, _k, x, y) => `${x}-${y} interactions between ${t} and ${m}`,
];

const foreign = [
  (x) => `Zur Rolle der Prüfgröße „${x}“ in der Förderung ländlicher Räume`,
  (x) => `L'évaluation de la qualité des données : le cas ${x}`,
  (x) => `Análisis histórico de la educación y la migración en ${x}`,
  (x) => `Оценка влияния климата на урожайность зерновых культур: ${x}`,
  (x) => `关于多语言信息检索中语言偏差的研究：以${x}为例`,
  (x) => `多言語検索における言語バイアスの評価と${x}`,
  (x) => `دراسة تحليلية لأثر التعليم المبكر في ${x}`,
  (x) => `Çocuklarda uyku düzeni ve öğrenme ilişkisi: ${x} örneği`,
];

const families =
  "Müller|García|Nguyễn|Smith|Schmidt|Łukasiewicz|O'Brien|van der Berg|Kowalski|Sørensen|Ångström|Dvořák|Çelik|Okafor|Tanaka|Wang|Li|Zhang|Kim|Park|Petrov|Ivanova|Haddad|Silva|Santos|Rossi|Bianchi|Novák|Jansen|Dubois|Lefèvre|Martínez|Gómez-Peña|Andersson|Virtanen|Nagy|Popescu|Kaya|Mohammadi|Rahman|Singh|Patel|Mensah|Abebe|Cohen|Levi|Brown|Taylor|Wilson|Evans".split(
    "|",
  );
const givens =
  "Anna-Lena|José|Thị Minh|John|Jürgen|Zofia|Séan|Pieter|Jan|Søren|Åsa|Jiří|Ayşe|Chidi|Yuki|Wei|Xiaoming|Min-jun|Soo-jin|Olga|Dmitri|Layla|João|Maria|Luca|Giulia|Eva|Henk|Claire|François|Lucía|Björn|Aino|Gábor|Ioana|Emre|Fatemeh|Abdul|Priya|Raj|Kwame|Tigist|Noa|David|Mary|James|Susan|Peter|Ruth|Alan".split(
    "|",
  );
const consonants = "b c d f g h k l m n p r s t v z br cl dr fl gr kr pl st tr".split(" ");
const vowels = "a e i o u ai ea io".split(" ");

/** One letter or beginning away from each other, and not the same. */
const opposites = [
  ["supervised", "unsupervised"],
  ["symmetric", "asymmetric"],
  ["hypertension", "hypotension"],
  ["linear", "nonlinear"],
  ["macroscale", "microscale"],
  ["prenatal", "perinatal"],
  ["intracellular", "intercellular"],
  ["positive", "negative"],
  ["short-term", "long-term"],
  ["men", "women"],
  ["monolingual", "multilingual"],
  ["inductive", "deductive"],
  ["endothermic", "exothermic"],
  ["urban", "suburban"],
  ["upstream", "downstream"],
  ["acute", "chronic"],
];

/**
 * @param {{ int(n: number): number, float(): number, pick<T>(items: readonly T[]): T, shuffle<T>(items: readonly T[]): T[] }} random
 * @param {{ records?: number, duplicates?: number }} options all records; share of them that repeat another one
 * @returns {{ records: object[], works: number[] }} records in random order, and the number of the work of each
 */
export function syntheticRecords(random, { records: wanted = 10_000, duplicates = 0.3 } = {}) {
  const wantedWorks = Math.round(wanted * (1 - duplicates));
  const works = [];
  while (works.length < wantedWorks) {
    const made = random.float() < 0.2 ? lookAlikes(random) : [work(random)];
    works.push(...made.slice(0, wantedWorks - works.length));
  }
  const made = works.map((each, i) => ({ work: i, record: asRecord(each, i, random, 0) }));
  // Some works are in many databases, most in one.
  while (made.length < wanted) {
    const i = random.int(works.length);
    const copies = 1 + (random.float() < 0.3 ? 1 : 0) + (random.float() < 0.1 ? 2 : 0);
    for (let c = 0; c < copies && made.length < wanted; c++) {
      made.push({ work: i, record: asRecord(corrupted(works[i], random), i, random, made.length) });
    }
  }
  const mixed = random.shuffle(made);
  return {
    records: mixed.map(({ record }, i) => ({ ...record, rank: i + 1 })),
    works: mixed.map((each) => each.work),
  };
}

function work(random) {
  const field = random.pick(fields);
  const invented = () => coin(random);
  const title =
    random.float() < 0.12
      ? random.pick(foreign)(cap(invented()))
      : cap(
          random.pick(patterns)(
            random.pick(field.things),
            random.pick(field.means),
            random.pick(field.kinds),
            cap(invented()),
            invented(),
          ),
        );
  const authors = Array.from({ length: 1 + random.int(7) }, () => ({
    family: random.pick(families),
    given:
      random.pick(givens) + (random.float() < 0.3 ? ` ${String.fromCharCode(65 + random.int(26))}.` : ""),
  }));
  return {
    title,
    authors,
    year: 1985 + random.int(41),
    venue: random.pick(field.venues),
    volume: String(1 + random.int(90)),
    page: String(1 + random.int(2000)),
    doi: random.float() < 0.8 ? `10.5555/${invented()}.${random.int(1_000_000)}` : undefined,
    arxiv:
      random.float() < 0.25 ? `${1000 + random.int(1600)}.${String(10_000 + random.int(90_000))}` : undefined,
  };
}

/** Different works that a careless comparison takes for one. */
function lookAlikes(random) {
  const first = work(random);
  const other = (changes) => {
    const fresh = work(random);
    return {
      ...first,
      doi: fresh.doi,
      arxiv: fresh.arxiv,
      volume: fresh.volume,
      page: fresh.page,
      ...changes,
    };
  };
  const [one, two] = random.pick(opposites);
  const base = first.title.replace(/[?:].*$/, "");
  const kinds = [
    () =>
      ["I", "II", ...(random.float() < 0.5 ? ["III"] : [])].map((part) =>
        other({ title: `${base}. Part ${part}` }),
      ),
    () => [1, 2].map((part) => other({ title: `${base} (${part})` })),
    () =>
      [0, 1, 2].slice(0, 2 + random.int(2)).map((step) =>
        other({
          title: `Findings of the ${first.year + step} shared task on ${base.toLowerCase()}`,
          year: first.year + step,
        }),
      ),
    () =>
      Array.from({ length: 2 + random.int(4) }, () => ({
        ...work(random),
        title: random.pick([
          "Introduction",
          "Editorial",
          "Preface",
          "Guest editorial",
          "Book reviews",
          "Conclusions",
          "Foreword",
        ]),
      })),
    // One editor's editorials, year after year, in one journal.
    () =>
      [0, 1, 2].map((step) =>
        other({ title: "Editorial", authors: first.authors.slice(0, 1), year: first.year + step }),
      ),
    () => [first, { ...work(random), title: first.title, year: first.year }],
    () => [one, two].map((word) => other({ title: `${cap(word)} ${base.toLowerCase()}` })),
    () => [one, two].map((word) => other({ title: `${base} in ${word} conditions` })),
    () => [first, other({ title: `Correction to: ${first.title}`, year: first.year + random.int(2) })],
    () => [first, other({ title: `Reply to “${first.title}”` })],
    () => [first, other({ year: first.year + 5 + random.int(10) })], // editions
    () => {
      const fields_ = random.pick(fields);
      const [a, b] = random.shuffle(fields_.things);
      return [a, b].map((thing) =>
        other({
          title: `${cap(random.pick(["Deep", "Early", "Robust"]))} models of ${thing} with ${fields_.means[0]}`,
        }),
      );
    },
    () => [3, 4].map((n) => other({ title: `${cap(coin(random).slice(0, 6))}-${n}: ${base.toLowerCase()}` })),
    () => ["the first 5 years", "the next 5 years"].map((end) => other({ title: `${base}: ${end}` })),
    () => [0, 1].map(() => other({ title: `${base}: ${coin(random)} ${coin(random)}` })),
  ];
  return random
    .pick(kinds)()
    .map((each) => ({ ...each, alike: true }));
}

/** The work as another database has it. */
function corrupted(original, random) {
  const copy = { ...original, authors: original.authors };
  if (random.float() < 0.6) copy.doi = undefined;
  if (random.float() < 0.6) copy.arxiv = undefined;
  if (random.float() < 0.5) copy.volume = copy.page = undefined;
  if (random.float() < 0.3) copy.venue = undefined;
  const times = 1 + random.int(3);
  // What tells look-alikes apart is left as it is: a copy that fits two works as well is nobody's to group.
  const possible = original.alike ? changes : [...changes, ...losses];
  for (const change of random.shuffle(possible).slice(0, times)) change(copy, random);
  return copy;
}

const changes = [
  (c, random) => (c.title = typo(c.title, random)),
  (c, random) => (c.title = typo(random.float() < 0.5 ? typo(c.title, random) : c.title, random)),
  (c) =>
    (c.title = c.title
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[“”„«»]/g, '"')),
  (c) => (c.title = c.title.normalize("NFD")),
  (c) => (c.title = c.title.includes("&") ? c.title.replace("&", "and") : c.title.replace(/ and /, " & ")),
  (c) => (c.title = c.title.replace("&", "&amp;").replace(/“/g, "&quot;").replace(/”/g, "&#x22;")),
  (c) => (c.title = c.title.toUpperCase()),
  (c) => (c.title = c.title.toLowerCase()),
  (c) => (c.title = `${c.title.replace(/\s*[.?]$/, "")}.`),
  (c) => (c.title = c.title.replace(/-/g, " ")),
  (c) => (c.title = c.title.replace(/(\p{Ll})-(\p{Ll})/gu, "$1$2")),
  (c) => (c.title = c.title.replace(/ – /, ": ")),
  (c) =>
    (c.title = c.title
      .replace(/our(?=[\s:?]|s)/g, "or")
      .replace(/isation/g, "ization")
      .replace(/isé/g, "isé")),
  (c) => (c.title = c.title.replace(/^(\S+ \S+)/, "<i>$1</i>")),
  (c) => (c.title = c.title.replace(/ the /, " ")),
  (c) => (c.authors = c.authors.slice(0, 1)),
  (c) => (c.authors = named(c.authors, ({ family, given }) => ({ family, given: initials(given) }))),
  (c) => (c.authors = named(c.authors, ({ family, given }) => ({ literal: `${given} ${family}` }))),
  (c) =>
    (c.authors = named(c.authors, ({ family, given }) => ({
      literal: `${family} ${initials(given).replace(/\W/g, "")}`,
    }))),
  (c) => (c.authors = named(c.authors, ({ family, given }) => ({ literal: `${family}, ${given}` }))),
  (c) =>
    (c.authors = named(c.authors, ({ family, given }) => ({
      family: plain(family),
      given: given && plain(given),
    }))),
  (c) => (c.authors = named(c.authors, ({ family, given }) => ({ family: given, given: family }))),
  (c, random) => (c.authors = random.shuffle(c.authors)),
  (c, random) => {
    if (c.authors.length === 0) return;
    const at = random.int(c.authors.length);
    c.authors = c.authors.map((each, i) =>
      i === at && each.family ? { ...each, family: typo(each.family, random) } : each,
    );
  },
  (c) => (c.doi = c.doi?.toUpperCase()),
  (c) => (c.doi = c.doi === undefined ? undefined : `https://doi.org/${c.doi}`),
];

/** What a record can lack, or have wrong, when nothing resembles it. */
const losses = [
  // A subtitle, of titles whose head says enough to be found by.
  (c) => {
    const [head = "", tail] = c.title.split(/: | – /);
    if (tail !== undefined && head.split(" ").length >= 4) c.title = head;
  },
  (c) => {
    if (c.title.length > 90) c.title = `${c.title.slice(0, 80)}…`;
  },
  (c) => (c.authors = c.title.split(" ").length > 5 ? [] : c.authors),
  (c, random) => (c.year += random.pick([-1, 1])),
  (c) => (c.year = undefined),
];

function typo(text, random) {
  const letters = [...text];
  const places = letters.flatMap((letter, i) => (/\p{L}/u.test(letter) ? [i] : []));
  if (places.length < 4) return text;
  const at = random.pick(places);
  const letter = random.pick([..."abcdefghijklmnopqrstuvwxyz"]);
  const kind = random.int(4);
  if (kind === 0) letters.splice(at, 1);
  else if (kind === 1) letters.splice(at, 0, letter);
  else if (kind === 2) letters[at] = letter;
  else if (at + 1 < letters.length) [letters[at], letters[at + 1]] = [letters[at + 1], letters[at]];
  return letters.join("");
}

function asRecord(work, number, random, copy) {
  const { title, authors, year, venue, volume, page, doi, arxiv } = work;
  const source = random.pick([
    "openalex",
    "crossref",
    "semantic-scholar",
    "pubmed",
    "europe-pmc",
    "dblp",
    "arxiv",
  ]);
  return {
    source,
    sourceId: `${number}.${copy}`,
    ids: { ...(doi === undefined ? {} : { doi }), ...(arxiv === undefined ? {} : { arxiv }) },
    item: {
      id: `record ${number}.${copy}`,
      type: "article",
      title,
      author: authors.map(({ rewritten, ...name }) => name),
      ...(year === undefined ? {} : { issued: { "date-parts": [[year]] } }),
      ...(venue === undefined ? {} : { "container-title": venue }),
      ...(volume === undefined ? {} : { volume }),
      ...(page === undefined ? {} : { page }),
    },
    rank: 1,
  };
}

/**
 * Pairs of records put together rightly: precision over the pairs that a grouping makes, recall over those there are.
 *
 * @param {readonly number[]} found group of each record
 * @param {readonly number[]} works work of each record
 */
export function pairScores(found, works) {
  const pairs = (keys) => {
    const sizes = new Map();
    for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  };
  const right = pairs(found.map((group, i) => `${group} ${works[i]}`));
  const made = pairs(found);
  const there = pairs(works);
  return { precision: made === 0 ? 1 : right / made, recall: there === 0 ? 1 : right / there, made, there };
}

const cap = (text) => text.charAt(0).toUpperCase() + text.slice(1);
/** Names written another way; those that are one string already stay. */
const named = (authors, write) =>
  authors.map((each) =>
    each.family && each.given && !each.rewritten ? { ...write(each), rewritten: true } : each,
  );
const initials = (given) =>
  (given ?? "")
    .split(/[\s-]+/)
    .map((word) => `${([...word][0] ?? "").toUpperCase()}.`)
    .join(" ");
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace("ø", "o")
    .replace("Ł", "L");
function coin(random) {
  return (
    Array.from({ length: 2 + random.int(2) }, () => random.pick(consonants) + random.pick(vowels)).join("") +
    random.pick(["n", "r", "x", "", "s"])
  );
}
