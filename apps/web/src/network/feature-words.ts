/** A feature in ordinary words. */
export interface FeatureWords {
  readonly words: string;
  /** The images that the feature is about; undefined for features of the weights. */
  readonly of?: string;
}

/** What the columns of the answers to dreamt images are, by their names; `a` and `b` are the classes that a name gives. */
const ANSWERS: Readonly<Record<string, (a: string, b: string) => string>> = {
  accuracy: () => "share of the images recognised",
  "accuracy-of-class": (a) => `share of ${a} images recognised`,
  "label-p": () => "probability of the right class",
  "cross-entropy": () => "cross-entropy",
  "cross-entropy-to-5": () => "cross-entropy, at most 5 an image",
  "p-of-class": (a, b) => `probability of ${b} for ${a} images`,
  "log-p-of-class": (a, b) => `log probability of ${b} for ${a} images`,
  "logit-of-class": (a, b) => `logit of ${b} for ${a} images`,
  "mean-p": (a) => `mean probability of ${a}`,
  "logit-std": (a) => `spread of the logit of ${a}`,
  "entropy-mean": () => "mean entropy of the answers",
  "entropy-std": () => "spread of the entropy of the answers",
  "entropy-of-mean-p": () => "entropy of the mean answer",
  "top-p": () => "mean probability of the answer",
  "top-two-gap": () => "gap between the two likeliest classes",
  "idle-units": () => "share of idle units",
};

/** The name of a place in an order that begins with the worst one. */
function worst(index: number): string {
  const ends = ["", "2nd ", "3rd "];
  return `${ends[index] ?? `${index + 1}th `}worst`;
}

/**
 * The name of a feature in ordinary words: that of `probes:dreamt…` as what a network answers, any other as it is.
 *
 * @param classWord the word of a class
 */
export function featureWords(feature: string, classWord: (index: number) => string): FeatureWords {
  const [, band, column, index = "", second = ""] =
    /^dreamt[^/]*\/([a-z]+):([a-z0-9-]+?)(?:\[(\d+)(?:,(\d+))?\])?$/.exec(feature) ?? [];
  if (band === undefined || column === undefined) return { words: feature };
  const of = `images dreamt by the ${band} networks`;
  if (column === "accuracy-sorted")
    return { words: `share recognised of its ${worst(Number(index))} class`, of };
  const words = ANSWERS[column]?.(classWord(Number(index)), classWord(Number(second)));
  return words === undefined ? { words: feature } : { words, of };
}
