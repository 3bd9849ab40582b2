/** Returns whether a feature set contains more than hyperparameters, so that its features depend on the weights. */
export function seesWeights(features: string): boolean {
  return features.split("+").some((family) => !/^hyper(parameters)?(\.|$)/.test(family));
}
