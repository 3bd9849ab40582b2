/** A band of the training networks, ranked from the best on, that dreams one set of images. */
export interface Band {
  readonly name: "best" | "middling";
  /** The range of the band as shares of the ranking: [0, 0.25] is the best quarter. */
  readonly from: number;
  readonly to: number;
}

/** The settings with which test sets are dreamt. */
export interface DreamRecipe {
  /** The bands; each dreams one set of images. */
  readonly bands: readonly Band[];
  /** The number of images of each class in a set, by default. */
  readonly imagesOfClass: number;
  /** The default number of steps of gradient descent. */
  readonly steps: number;
  /**
   * The relative standard deviation of the noise that is added to the networks' weights, drawn anew in each
   * step.
   */
  readonly weightNoise: number;
}

/** The number of training runs below which the recipe for few runs is used. */
const ENOUGH_RUNS = 40;

const MANY_RUNS: DreamRecipe = {
  bands: [
    { name: "best", from: 0, to: 0.25 },
    { name: "middling", from: 0.4, to: 0.6 },
  ],
  imagesOfClass: 20,
  steps: 600,
  weightNoise: 0,
};

/** With few runs, a quarter of the networks would dream images that fit no other network. */
const FEW_RUNS: DreamRecipe = {
  bands: [{ name: "best", from: 0, to: 0.5 }],
  imagesOfClass: 8,
  steps: 120,
  weightNoise: 0.2,
};

/** Returns the recipe for a number of training runs. */
export function recipeFor(runs: number): DreamRecipe {
  return runs < ENOUGH_RUNS ? FEW_RUNS : MANY_RUNS;
}

/** The ranks of a band among `count` networks: from `first` up to, not including, `end`; at least one. */
export function ranksOf({ from, to }: Band, count: number): { readonly first: number; readonly end: number } {
  const first = Math.floor(from * count);
  return { first, end: Math.max(first + 1, Math.floor(to * count)) };
}
