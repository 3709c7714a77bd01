import { stem } from "../../words/words.js";

/**
 * Words of science English that point in opposite directions, by axis: `up words | down words`. Only words that
 * mean the same in every field are listed; an axis keeps amount, quality, permission and so on apart.
 */
const table: Readonly<Record<string, string>> = {
  amount:
    "more higher highest high greater greatest larger largest large increase increases increased increasing raise raised rise rising rose grow growth grew above longer most amplify elevate elevated elevation double doubled triple tripled surge surged soar gain gained accumulate upregulate upregulated upregulation up expand expansion excess majority many much additional upward heighten bigger maximum maximal maximize abundant plentiful exceed exceeded accelerate peak boost boosted intensify intensified rich add added heavy hypertrophy | less lower lowest low fewer fewest few smaller smallest small decrease decreases decreased decreasing reduce reduces reduced reducing reduction decline declined declining below shorter least mitigate shrink shrank drop dropped diminish diminished lessen fall fell fallen halve halved depress attenuate attenuated downregulate downregulated downregulation down minority minimum minimal minimize lost loss deplete depleted depletion deficiency deficient scarce contract slow slowed curb curbed limit lighten downward little cut cuts shortage weaken alleviate slash slashed plunge plunged dampen ease eased poor lacking atrophy",
  quality:
    "better best outperform outperforms outperformed improve improves improved improvement superior stronger strongest strong surpass beat ahead good well benefit benefits beneficial advantage advantageous favorable favourable favor helpful help helps excellent accurate accuracy robust ideal optimal success | worse worst underperform underperforms inferior degrade degrades degraded degradation weaker weakest weak hurt hurts harm harms harmful worsen worsens worsened trail behind lag lags lagged suffer suffers bad badly poor poorer poorly disadvantage disadvantageous unfavorable unfavourable detrimental adverse impair impairs impaired impairment deteriorate deteriorates deterioration damage damages damaging inaccurate fragile suboptimal",
  effect:
    "effective effectively effectiveness efficacy efficacious efficient efficiently works useful potent successful succeed succeeds succeeded cure cures cured | ineffective ineffectively inefficient useless fail fails failed failure futile unsuccessful unsuccessfully worthless",
  safety:
    "safe safely safety harmless benign tolerable tolerated nontoxic | unsafe dangerous danger hazardous hazard toxic toxicity risky lethal fatal deadly poisonous",
  promotion:
    "promote promotes promoted promotion activate activates activated activation stimulate stimulates stimulated stimulation enhance enhances enhanced enhancement induce induces induced induction facilitate facilitates trigger triggers triggered encourage enable enables support supports cause causes caused drive drives driven strengthen agonist allow allows | inhibit inhibits inhibited inhibition inhibitor suppress suppresses suppressed suppression block blocks blocked blocking prevent prevents prevented prevention preventing repress represses repressed inactivate inactivates inactivated deactivate hinder hinders impede impedes discourage disrupt disrupts disrupted restrain weaken abolish abolishes abolished antagonist antagonize halt halts counteract counteracts neutralize prohibit prohibits obstruct protect protects protection",
  sign: "positive positively favorably | negative negatively unfavorably inverse inversely",
  permission:
    "allow allows allowed permit permits permitted approve approves approved approval accept accepts accepted authorize authorized legal recommend recommends recommended lift lifts endorse endorsed open opens opened reopen welcome | ban bans banned forbid forbidden prohibit prohibited reject rejects rejected rejection deny denies denied refuse refuses refused illegal discourage discouraged suspend suspends suspended close closes closed block blocked withdraw withdrawn revoke warn warned",
  time: "early earlier earliest before first begin begins began start starts started onset precede precedes preceded prior initial initially new newer recent | late later latest after last end ends ended stop stops stopped finish follow follows followed subsequent final finally old older delay delayed",
  speed:
    "fast faster fastest quick quicker quickly rapid rapidly accelerate accelerates accelerated speed | slow slower slowest slowly gradual gradually decelerate delayed delay",
  frequency:
    "common commonly frequent frequently often usual usually typical typically widespread prevalent always likely | rare rarely infrequent infrequently seldom uncommon unusual unusually never sporadic unlikely hardly exceptional",
  presence:
    "present presence exist exists existing include includes included including contain contains possess retain retained remain remains | absent absence missing exclude excludes excluded excluding lack lacks lacked omit omits omitted vanish vanished disappear disappears eliminate eliminates eliminated remove removed",
  likeness:
    "same similar similarly identical equal equally equivalent alike comparable unchanged constant stable uniform consistent consistently homogeneous | different differently differ differs differed distinct unequal dissimilar changed varies vary varied variable unstable heterogeneous inconsistent inconsistently diverse",
  difficulty:
    "easy easier easily simple simpler straightforward trivial | hard harder difficult difficulty complex complicated challenging",
  truth:
    "true correct correctly valid real genuine confirm confirms confirmed prove proves proved proven verify verified | false incorrect incorrectly invalid wrong fake myth refute refutes refuted disprove disproved debunk debunked unproven contradict contradicts hoax misleading mistaken",
  possibility:
    "possible feasible capable able can | impossible infeasible unfeasible incapable unable cannot",
  dependence:
    "dependent depend depends related relevant linked associated correlated | independent independently unrelated irrelevant unlinked uncorrelated unassociated regardless",
  significance:
    "significant significantly substantial substantially considerable considerably major marked markedly strong strongly important critical crucial essential necessary required | insignificant insignificantly negligible minor marginal marginally slight slightly modest modestly unimportant trivial unnecessary optional dispensable",
  state:
    "active alive live living hot warm warmer warming wet humid near close closer inside internal natural acute symptomatic sufficient adequate healthy certain known unlimited internal complete completely full fully public domestic young younger male man men | inactive dead death cold cool cooler cooling dry arid far distant outside external artificial chronic asymptomatic insufficient inadequate sick ill uncertain unknown limited incomplete incompletely partial partially empty private foreign old older elderly female woman women",
  survival:
    "survive survives survived survival persist persists persisted recover recovers recovered recovery | die dies died death deaths dead mortality kill kills killed",
  sufficiency:
    "win wins won victory gain profit profits surplus | lose loses lost defeat loss losses deficit",
  quantityOf: "all every always entire everyone both each | none no nobody neither never",
  spread: "spread spreads transmit transmits transmitted contagious infectious | contain contained",
  binding:
    "bind binds bound attach attaches attached connect connects connected join | dissociate dissociates detach detaches detached disconnect separate separates separated unbound release released",
  verticality: "top upper north northern east eastern left | bottom lower south southern west western right",
  change:
    "oxidize oxidized oxidation convex concave import imports expand heat heating charge upstream acid acidic absorb absorbs absorption evaporate melt melting dissolve rise | reduction reduced flat export exports contract cooling discharge downstream base basic alkaline emit emits emission condense freeze freezing precipitate sink",
};

const placed = new Map<string, { axis: string; sign: 1 | -1 }[]>();
for (const [axis, words] of Object.entries(table)) {
  const [up, down] = words.split("|") as [string, string];
  for (const [side, sign] of [
    [up, 1],
    [down, -1],
  ] as const) {
    for (const word of side.trim().split(/\s+/)) {
      for (const key of new Set([word, stem(word)])) {
        const known = placed.get(key) ?? [];
        if (!known.some((entry) => entry.axis === axis)) placed.set(key, [...known, { axis, sign }]);
      }
    }
  }
}

/** A direction: the axis that it lies on, and which way it points. */
export interface Direction {
  axis: string;
  sign: 1 | -1;
}

/** Where a word, or its stem, points; empty for most words. A word may lie on several axes. */
export function directionsOf(word: string, term = stem(word)): readonly Direction[] {
  return placed.get(word) ?? placed.get(term) ?? [];
}
