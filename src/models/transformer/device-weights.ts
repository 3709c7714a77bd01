import { tf } from "../../tensor/tf.js";
import type { DenseWeight } from "../text-encoder.js";
import type { TransformerConfig } from "./config.js";
import type { LayerNormWeights } from "./ops/layer-norm.js";
import type { LinearWeights } from "./ops/linear.js";
import { decays, denseSpecs, type WeightSpec } from "./tensor-names.js";

/** Gradients by the weights' names. */
export type Gradients = Record<string, tf.Tensor>;

/** An encoder's weights on the device, by their names. */
export class DeviceWeights {
  readonly list: readonly DenseWeight[];
  readonly #byName: ReadonlyMap<string, tf.Variable>;

  private constructor(list: readonly DenseWeight[]) {
    this.list = list;
    this.#byName = new Map(list.map(({ name, tensor }) => [name, tensor]));
  }

  /** @param values of a weight, row-major; asked for one weight after the other. */
  static async upload(
    config: TransformerConfig,
    values: (spec: WeightSpec) => Float32Array | Promise<Float32Array>,
  ): Promise<DeviceWeights> {
    const list: DenseWeight[] = [];
    try {
      for (const spec of denseSpecs(config)) {
        const numbers = await values(spec);
        // Without a name of its own: TensorFlow.js refuses two variables of one name.
        const tensor = tf.tidy(() => tf.variable(tf.tensor(numbers, spec.shape, "float32")));
        list.push({ name: spec.name, decays: decays(spec), tensor });
      }
    } catch (error) {
      for (const { tensor } of list) tensor.dispose();
      throw error;
    }
    return new DeviceWeights(list);
  }

  get(name: string): tf.Variable {
    return this.#byName.get(name)!;
  }

  linear(name: string): LinearWeights {
    return {
      weight: this.get(`${name}.weight`) as tf.Tensor2D,
      bias: this.get(`${name}.bias`) as tf.Tensor1D,
    };
  }

  layerNorm(name: string): LayerNormWeights {
    return {
      weight: this.get(`${name}.weight`) as tf.Tensor1D,
      bias: this.get(`${name}.bias`) as tf.Tensor1D,
    };
  }

  dispose(): void {
    for (const { tensor } of this.list) tensor.dispose();
  }
}
