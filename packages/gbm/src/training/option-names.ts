import { UsageError, unknownName } from "@weightcast/core";

/** Where the options of LightGBM's Python package are found here, by their names in lower case without underscores. */
const PYTHON_NAMES: Readonly<Record<string, string>> = {
  sampleweight: "the weights of rows are 'weights'",
  initscore: "the scores to start from are 'initialScores'",
  initmodel: "the model to continue is 'initialModel'",
  group: "the sizes of groups are 'groupSizes'",
  query: "the sizes of groups are 'groupSizes'",
  evalset: "validation sets are 'validation', each { x, y }",
  validsets: "validation sets are 'validation', each { x, y }",
  evalnames: "each set of 'validation' has a 'name'",
  validnames: "each set of 'validation' has a 'name'",
  evalsampleweight: "each set of 'validation' has its 'weights'",
  evalinitscore: "each set of 'validation' has its 'initialScores'",
  evalgroup: "each set of 'validation' has its 'groupSizes'",
  evalmetric: "metrics are the parameter 'metric', which may be a function",
  feval: "metrics are the parameter 'metric', which may be a function",
  fobj: "the loss is the parameter 'objective', which may be a function",
  evalat: "it is a parameter, not an option",
  callbacks: "'earlyStoppingRounds' stops the training, and 'onIteration' is called after each round",
  numboostround: "the number of rounds is 'rounds'",
  featurename: "the names of columns are 'featureNames'",
  categoricalfeature: "it is a parameter, not an option",
  nfold: "the number of folds is 'folds'",
  numiteration: "the number of rounds is 'rounds'",
  startiteration: "the first round is 'firstRound'",
  rawscore: "the sums of the leaves are given with 'raw'",
  predleaf: "the leaves are given by predictLeaves",
  predcontrib: "the contributions are given by predictContributions",
};

/**
 * Checks the names of options, which callers without types can misspell.
 *
 * @param kind what the options are, for the error
 * @throws UsageError for a name that is not known; it says where an option of LightGBM's Python package is found
 */
export function checkOptionNames(kind: string, given: object, known: Readonly<Record<string, true>>): void {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    const place = PYTHON_NAMES[name.toLowerCase().replaceAll("_", "")];
    if (place === undefined) throw unknownName(kind, name, Object.keys(known));
    throw new UsageError(`unknown ${kind} '${name}'; ${place}`);
  }
}
