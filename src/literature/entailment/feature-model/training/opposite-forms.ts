/** Word forms that exchange places when a statement is turned round. */
const forms = `increase decrease
increases decreases
increased decreased
increasing decreasing
higher lower
high low
highest lowest
more fewer
more less
most least
larger smaller
greater lower
greatest smallest
longer shorter
rise fall
raises lowers
raised lowered
improve worsen
improves worsens
improved worsened
better worse
best worst
enhances reduces
enhanced reduced
reduction rise
gain loss
promotes inhibits
promote inhibit
promoted inhibited
promotion inhibition
activates suppresses
activated suppressed
activation suppression
induces prevents
induced prevented
upregulated downregulated
upregulation downregulation
stimulates blocks
stimulated blocked
positive negative
positively negatively
positive inverse
effective ineffective
safe unsafe
stronger weaker
strong weak
early late
before after
faster slower
rapidly slowly
common rare
present absent
presence absence
similar different
dependent independent
significant insignificant
significantly marginally
sufficient insufficient
necessary unnecessary
beneficial harmful
with without
above below
always never
all none
sensitive resistant
active inactive
possible impossible
includes excludes
included excluded
gained lost
supports contradicts
superior inferior
advantage disadvantage
benefit harm
easily hardly
majority minority
maximum minimum
upper lower
first last
old young`;

/** Each word form with those that turn a statement round in its place. */
export const oppositeForms = new Map<string, string[]>();
for (const line of forms.split("\n")) {
  const [a, b] = line.split(" ") as [string, string];
  oppositeForms.set(a, [...(oppositeForms.get(a) ?? []), b]);
  oppositeForms.set(b, [...(oppositeForms.get(b) ?? []), a]);
}
