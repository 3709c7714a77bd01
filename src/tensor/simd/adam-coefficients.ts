/** What one AdamW step multiplies with. */
export interface AdamCoefficients {
  beta1: number;
  beta2: number;
  /** Learning rate divided by the bias correction of the first moment. */
  stepSize: number;
  /** 1 / sqrt(bias correction of the second moment). */
  secondScale: number;
  epsilon: number;
  /** 1 - learning rate x weight decay: what decay leaves of a weight. */
  keep: number;
}

/** In the order in which the `adamw` kernel reads them. */
export function coefficientsArray(step: AdamCoefficients): number[] {
  const { beta1, beta2, stepSize, secondScale, epsilon, keep } = step;
  return [beta1, 1 - beta1, beta2, 1 - beta2, stepSize, secondScale, epsilon, keep];
}
