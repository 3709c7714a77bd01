/** Commands that stand for a character, in text or mathematics. */
export const symbols: Readonly<Record<string, string>> = Object.fromEntries(
  `alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ
  pi π varpi ϖ rho ρ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ
  Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω pm ± mp ∓ times × div ÷ cdot · ast * star ⋆ circ ∘ bullet • cap ∩ cup ∪
  setminus ∖ wedge ∧ vee ∨ oplus ⊕ otimes ⊗ le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ll ≪ gg ≫ ne ≠ neq ≠ approx ≈ sim ∼ simeq ≃ cong ≅
  equiv ≡ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ forall ∀ exists ∃ neg ¬ emptyset ∅ varnothing ∅
  to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⇒ iff ⇔ mapsto ↦
  uparrow ↑ downarrow ↓ Uparrow ⇑ Downarrow ⇓ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ sqrt √ dots … ldots … cdots … textellipsis …
  dagger † ddagger ‡ dag † ddag ‡ S § P ¶ copyright © pounds £ euro € texteuro € textdegree ° degree ° textregistered ® texttrademark ™
  ell ℓ Re ℜ Im ℑ aleph ℵ hbar ℏ angle ∠ triangle △ blacktriangle ▲ blacktriangledown ▼ checkmark ✓ cmark ✓ xmark ✗ ding ✗
  ss ß ae æ AE Æ oe œ OE Œ aa å AA Å o ø O Ø l ł L Ł i ı j ȷ dh ð th þ textquoteright ’ textquoteleft ‘ textquotedblleft “ textquotedblright ”
  textendash – textemdash — textbullet • textbackslash \\ textasciitilde ~ textasciicircum ^ textunderscore _ textbar | textless < textgreater >
  textbraceleft { textbraceright } textquotedbl " textasciigrave \` textdollar $ lbrace { rbrace } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ mid | vert | Vert ‖ colon : prime ′ top ⊤ bot ⊥ perp ⊥ quad \u2003 qquad \u2003
  TeX TeX LaTeX LaTeX BibTeX BibTeX textmu µ micro µ ohm Ω percent % second s log log ln ln exp exp max max min min sin sin cos cos tan tan arg arg lim lim sup sup inf inf det det Pr Pr`
    .split(/[\n\r ]+/)
    .reduce<[string, string][]>((pairs, word, index, all) => {
      if (index % 2 === 0 && all[index + 1] !== undefined) pairs.push([word, all[index + 1] as string]);
      return pairs;
    }, []),
);

/** Accents as combining characters: `\'e` is é. */
export const accents: Readonly<Record<string, string>> = {
  "'": "\u0301",
  "`": "\u0300",
  "^": "\u0302",
  '"': "\u0308",
  "~": "\u0303",
  "=": "\u0304",
  ".": "\u0307",
  u: "\u0306",
  v: "\u030c",
  H: "\u030b",
  c: "\u0327",
  k: "\u0328",
  r: "\u030a",
  d: "\u0323",
  b: "\u0331",
};
