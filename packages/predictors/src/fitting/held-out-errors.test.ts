import { matrix } from "@weightcast/core";
import { expect, test } from "vitest";
import { gbmPredictor } from "../predictors/gbm.js";
import type { FitRequest, FittedPredictor, Predictor } from "../predictors/predictor.js";
import { heldOutErrors } from "./held-out-errors.js";

const TARGET = { column: "test_accuracy", range: [0, 1], direction: "higher" } as const;
const ROWS_A_RUN = 3;

/** A predictor that has no error where it was fitted to the run, which is the only column, and else an error of 0.25. */
const remembering: Predictor = {
  ...gbmPredictor,
  fitsFast: true,
  async fit({ train }): Promise<FittedPredictor> {
    const known = new Set(train.x.data);
    return {
      backend: "none",
      predict: async (x) => Float64Array.from(x.data, (run) => (known.has(run) ? 0.5 : 0.75)),
      files: async () => new Map(),
    };
  },
};

/** [3 for each run] examples of runs from `first` on whose target is 0.5. */
function examples(first: number, runs: number) {
  const rows = runs * ROWS_A_RUN;
  const ofRow = Int32Array.from({ length: rows }, (_, i) => first + Math.floor(i / ROWS_A_RUN));
  return { x: matrix(Float64Array.from(ofRow), rows, 1), y: new Float64Array(rows).fill(0.5), runs: ofRow };
}

async function errors(trainRuns: number, validationRuns: number, predictor: Predictor, crossValidate = true) {
  const train = examples(0, trainRuns);
  const request: FitRequest = { train, columns: ["run"], parameters: {}, seed: 1 };
  const fitted = await predictor.fit(request);
  const validation = examples(trainRuns, validationRuns);
  return heldOutErrors({ predictor, fitted, request, target: TARGET, train, validation, crossValidate });
}

test("no run is predicted by a fit that knows it", async () => {
  const { residuals, runs } = (await errors(20, 4, remembering))!;
  expect(runs).toBe(24);
  expect(Array.from(residuals)).toEqual(new Array(24 * ROWS_A_RUN).fill(0.25));
});

test("the validation part stands alone where it is large, where fits are slow, and where training runs are few", async () => {
  expect((await errors(20, 1000, remembering))!.runs).toBe(1000);
  expect((await errors(20, 4, { ...remembering, fitsFast: false }))!.runs).toBe(4);
  expect((await errors(9, 4, remembering))!.runs).toBe(4);
  expect((await errors(20, 4, remembering, false))!.runs).toBe(4);
});

test("without a validation part the train part is cross-validated, and without both there are no errors", async () => {
  expect((await errors(20, 0, remembering))!.runs).toBe(20);
  expect(await errors(20, 0, remembering, false)).toBeNull();
});

test("a prediction that is not finite has no error", async () => {
  const lost: Predictor = {
    ...remembering,
    async fit(request) {
      const fitted = await remembering.fit(request);
      return { ...fitted, predict: async (x) => (await fitted.predict(x)).fill(Number.NaN, 0, ROWS_A_RUN) };
    },
  };
  expect((await errors(20, 0, lost))!.residuals).toHaveLength(15 * ROWS_A_RUN);
});
