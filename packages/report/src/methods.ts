import { distinct } from "./cells.js";

/** A predictor on a feature set. */
export interface Method {
  readonly predictor: string;
  readonly features: string;
}

/** The text of a method, e.g. `gbm on hyper+weights`. */
export function methodName({ predictor, features }: Method): string {
  return `${predictor} on ${features}`;
}

/** Short names for methods: the predictors' names if all methods have the same features, otherwise the full names. */
export function shortNames(methods: readonly Method[]): (method: Method) => string {
  const sameFeatures = distinct(methods.map(({ features }) => features)).length === 1;
  return ({ predictor, features }) => (sameFeatures ? predictor : methodName({ predictor, features }));
}
