import { keysOf } from "../names/tokens.js";

const set = (words: string) => new Set(words.split(/\s+/).flatMap((word) => keysOf(word)));

/** Words that say nothing about which cells are meant. */
export const emptyWords = set(`
a an the this that these those it its their our we they he she his her which who whom whose what there here
is are was were be been being am has have had having do does did done can could may might will would shall should must
and or but nor so yet as if then than because while whereas although though since also too even still only just
not no never neither of to from by in on for with without at into onto over under between among across through
during within against about around via per upon toward towards after before when where how why both either each every all any some
most many more less few several such same other another one two three four five six seven eight nine ten both respectively
up down out off again further once very quite rather much far well
`);

/** Words of papers in general: any table may be meant by them. */
export const genericWords = set(`
result results performance performances performing performs perform score scores setting settings task tasks dataset datasets data benchmark benchmarks
model models method methods approach approaches technique system systems strategy strategies algorithm variant variants configuration
case cases metric metrics measure measures measured evaluation evaluations evaluate evaluated experiment experiments test tests tested
baseline baselines counterpart counterparts alternative alternatives competitor competitors comparison comparisons
various diverse different multiple numerous respective overall average averages averaged mean means general generally consistently consistent
standard existing previous prior competing initial initialization initialised initialized
show shows shown showed demonstrate demonstrates demonstrated achieve achieves achieved achieving obtain obtains obtained yield yields yielded
report reports reported observe observed find finds found see seen reach reaches reached reaching attain attains attained give gives gave get gets got remain remains provide provides provided
paper study studies work works finding findings value values number numbers level levels rate rates amount total
quality effectiveness use uses used using compare compared compares comparing relative versus vs than
proposed propose our ours new novel simple simultaneously effectively regardless independent irrespective choice
often frequent frequently common commonly likely
people persons individuals respondents volunteers subjects pupils students users
language languages country countries patient patients participant participants group groups arm arms site sites
substantially substantial significantly significant considerably considerable markedly marked notably slightly slight marginally marginal
clearly clear strong strongly greatly dramatically large small further furthermore moreover however thus hence therefore overall
point points percent percentage percentages respectively row rows column columns table tables figure figures fold
zero shot benchmark zero-shot
extensive comprehensive empirical experimental quantitative recent interesting interestingly overall main
suggest suggests suggested indicate indicates indicated confirm confirms confirmed reveal reveals revealed highlight note notes noted
summary conclusion addition particular fact contrast across perform listed seen presented summarized summarised
change changes difference differences gap gaps margin margins
`);

/** Words after which a text narrows down what it speaks of. */
export const prepositions = set(
  "in on for under with when among at during within across without using via on where after before between throughout",
);

/** Words that stand for all the others of a dimension. */
export const othersWords = set(
  "baseline baselines other others competing existing alternatives alternative counterparts counterpart competitors all both previous prior rest remaining",
);
