import type { Architecture } from "../architecture/architecture.js";
import type { Plan } from "../architecture/plan.js";
import { kindOf } from "../layers/registry.js";
import type { Kernels } from "./trainer-exports.js";

/** The kernels that describe a network, layer by layer. */
export type DescribingKernels = Pick<Kernels, "descriptionBytes" | "describe" | "describeLayer">;

/**
 * Describes a network to the kernels, at an address that is a multiple of 64; the memory from there on has room for
 * `descriptionBytes`.
 */
export function describeNetwork(
  kernels: DescribingKernels,
  address: number,
  { input }: Architecture,
  { layers, layout }: Plan,
): void {
  kernels.describe(address, layers.length, input.height, input.width, input.channels, layout.parameters);
  for (const [index, { spec, input, output, start }] of layers.entries()) {
    const kind = kindOf(spec);
    const { height, width, stride } = kind.window(spec);
    kernels.describeLayer(
      address,
      index,
      kind.number,
      "activated" in spec && spec.activated,
      input.height,
      input.width,
      input.channels,
      output.height,
      output.width,
      output.channels,
      height,
      width,
      stride,
      start,
      "epsilon" in spec ? spec.epsilon : 0,
    );
  }
}
