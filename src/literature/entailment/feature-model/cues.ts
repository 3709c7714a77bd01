import { stem } from "../../words/words.js";

const listed = (words: string): ReadonlySet<string> =>
  new Set(words.split(/\s+/).flatMap((word) => [word, stem(word)]));
const exactly = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Words that turn what follows them (in their clause) round. */
export const negators = exactly(
  "not no never without neither nor cannot none nobody nothing don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't hasn't haven't hadn't mustn't ain't cant dont doesnt didnt isnt wont lack lacks lacked lacking absence absent fail fails failed failure unable unlikely hardly scarcely barely rarely seldom neglects insufficient little few exclude excludes excluded excluding refute refutes refuted disprove disproved contrary unproven myth false hoax denies denied deny impossible instead rather unclear unknown inconclusive lest nowhere",
);

/** Words by which a statement holds back. */
export const hedges = listed(
  "may might could can possibly possible perhaps potential potentially suggest suggests suggested suggesting appear appears appeared seem seems seemed likely probably probable presumably hypothesize hypothesis hypothesized speculate assume assumed believe believed unclear unknown uncertain uncertainty preliminary tentative partly partially somewhat would should thought expected indicate indicates propose proposed putative plausible apparently estimated approximately about roughly",
);

/** Words by which a statement goes all the way. */
export const absolutes = listed(
  "all every always never only must completely entirely fully totally consistently best worst most least none no everyone everywhere certainly definitely proves proven proof guaranteed exclusively solely unique first any universal universally invariably undoubtedly clearly 100% entire whole",
);

/** Words that limit a statement to a part. */
export const partials = listed(
  "some several partly partially sometimes occasionally certain mostly often usually generally many few limited mainly largely rarely subset minority majority half about nearly almost approximately",
);

/** Words that say that one thing makes another happen. */
export const causes = listed(
  "cause causes caused causing causal lead leads led leading result results resulting induce induces induced trigger triggers produce produces due because responsible drive drives driven make makes made prevent prevents cure cures effect affect affects mediates mediated determine determines",
);

/** Words that only say that two things go together. */
export const associations = listed(
  "associated association associate associates correlate correlates correlated correlation linked link links related relation relationship connection predict predicts predictor predictive marker",
);

/** Words by which a text says that something is not known. */
export const ignorance = listed(
  "unclear unknown inconclusive insufficient limited uncertain investigate investigated investigation explore explored elucidate needed warranted further future whether remains question controversial debate debated",
);

/** Words by which a text sets one statement against another. */
export const contrasts = exactly(
  "however but although though whereas despite contrary unlike conversely nevertheless nonetheless instead yet while contrast unexpectedly surprisingly",
);

const groups = `people person individual human population
patient patients case cases
child children kid pediatric paediatric infant youth
drug medication medicine treatment therapy treat therapeutic
illness disease disorder sickness condition
cause lead induce trigger provoke produce result
prevent protect avoid protection prevention
spread transmit transmission propagate dissemination
death mortality die fatality fatal deadly
survive persist survival persistence remain
begin start onset initiate commence
end stop finish cease terminate
big large great huge
small little tiny
quick rapid fast swift
show demonstrate reveal find indicate
use employ utilize apply application usage
need require necessary requirement
important critical crucial essential vital key
cheap inexpensive affordable low-cost
expensive costly
change alter modify modification shift
build construct construction create
buy purchase acquire
job employment work occupation
pay wage salary income earning
student pupil learner
teacher instructor educator
school education educational
test assess evaluate examine assessment examination
measure quantify measurement
precise accurate accuracy precision
error mistake inaccuracy
car vehicle automobile
money fund funding finance
country nation national
government state administration
city urban
village rural
ocean sea marine
forest woodland tree
rain precipitation rainfall
temperature heat warm warming
pollution contamination pollutant contaminant
infect infection infected contagion
virus viral
bacteria bacterial bacterium
gene genetic genome genomic
brain neural cerebral neuron
heart cardiac cardiovascular
kidney renal
liver hepatic
lung pulmonary respiratory
blood haematological hematological vascular
cancer tumor tumour carcinoma malignancy oncogenic
weight obesity overweight
eat diet dietary food nutrition consumption consume
drink beverage
sleep insomnia
doctor physician clinician
hospital clinic hospitalization
vaccine vaccination immunization immunize
risk danger hazard threat
similar alike comparable same
different distinct differ
combine mix blend combination mixture
split divide partition
choose select pick selection choice
train training fine-tune finetune
model network system
dataset data corpus benchmark
area region zone
increase rise grow growth
decrease decline drop fall reduce
many numerous multiple several
half 50%
double two-fold twofold twice
man men male
woman women female
old elderly aged older senior
young younger adolescent teenager
main major primary principal
idea theory hypothesis
method approach technique procedure
goal aim objective purpose
buy purchase
answer reply response
look search seek
speak talk say
help assist aid support
damage injury harm
fix repair restore
forbid ban prohibit
allow permit enable
origin source derive
plan intend strategy
bind attach binding attachment
break fracture
infected positive
lab laboratory
planet earth global world worldwide`;

const groupOf = new Map<string, number>();
for (const [index, line] of groups.split("\n").entries()) {
  for (const word of line.trim().split(/\s+/)) {
    const key = stem(word);
    if (!groupOf.has(key)) groupOf.set(key, index);
  }
}

/** Number of a group of words that stand for each other in plain English, or undefined. */
export function synonymGroup(term: string): number | undefined {
  return groupOf.get(term);
}
