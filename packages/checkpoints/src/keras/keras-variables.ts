/** The variables of Keras' layers in the order of their numbers, by the class of the layer as files write it. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  dense: ["kernel", "bias"],
  einsum_dense: ["kernel", "bias"],
  conv1d: ["kernel", "bias"],
  conv2d: ["kernel", "bias"],
  conv3d: ["kernel", "bias"],
  conv1d_transpose: ["kernel", "bias"],
  conv2d_transpose: ["kernel", "bias"],
  conv3d_transpose: ["kernel", "bias"],
  depthwise_conv1d: ["kernel", "bias"],
  depthwise_conv2d: ["kernel", "bias"],
  separable_conv1d: ["depthwise_kernel", "pointwise_kernel", "bias"],
  separable_conv2d: ["depthwise_kernel", "pointwise_kernel", "bias"],
  batch_normalization: ["gamma", "beta", "moving_mean", "moving_variance"],
  layer_normalization: ["gamma", "beta"],
  group_normalization: ["gamma", "beta"],
  embedding: ["embeddings"],
  lstm_cell: ["kernel", "recurrent_kernel", "bias"],
  gru_cell: ["kernel", "recurrent_kernel", "bias"],
  simple_rnn_cell: ["kernel", "recurrent_kernel", "bias"],
};

/**
 * Names of a layer's variables, which Keras' files since version 3 number.
 *
 * @param group the layer's name in the file, which is that of its class: `conv2d_1`
 * @returns as many names as there are variables; their numbers where the class is not known, or has others
 */
export function variableNames(group: string, count: number): readonly string[] {
  const names = VARIABLES[group] ?? VARIABLES[group.replace(/_\d+$/, "")];
  if (names?.length === count) return names;
  if (names?.length === count + 1 && names.at(-1) === "bias") return names.slice(0, count);
  return Array.from({ length: count }, (_, i) => String(i));
}
