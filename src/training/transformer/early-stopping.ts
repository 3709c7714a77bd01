/** Plain data: part of a checkpoint. */
export interface EarlyStoppingState {
  /** In the order of their steps. */
  evaluations: { step: number; value: number }[];
  best?: { step: number; value: number };
}

/** Watches a value that should get better, and says when it has not for too long. */
export class EarlyStopping {
  readonly #patience: number;
  readonly #higherIsBetter: boolean;
  #state: EarlyStoppingState;

  /** @param patience evaluations without a new best before training stops; infinite for never */
  constructor(patience: number, higherIsBetter: boolean, state: EarlyStoppingState = { evaluations: [] }) {
    this.#patience = patience;
    this.#higherIsBetter = higherIsBetter;
    // JSON has no NaN and writes null.
    const evaluations = state.evaluations.map(({ step, value }) => ({ step, value: value ?? Number.NaN }));
    this.#state = structuredClone({ ...state, evaluations });
  }

  /** A value that is no number is never the best. @returns whether the weights of this step are the best so far */
  add(step: number, value: number): boolean {
    const { best } = this.#state;
    this.#state.evaluations.push({ step, value });
    const better =
      !Number.isNaN(value) &&
      (best === undefined || (this.#higherIsBetter ? value > best.value : value < best.value));
    if (better) this.#state.best = { step, value };
    return better;
  }

  get last(): { step: number; value: number } | undefined {
    return this.#state.evaluations.at(-1);
  }

  get exhausted(): boolean {
    const { evaluations, best } = this.#state;
    const since = evaluations.filter(({ step }) => step > (best?.step ?? 0)).length;
    return evaluations.length > 0 && since >= this.#patience;
  }

  state(): EarlyStoppingState {
    return structuredClone(this.#state);
  }
}
