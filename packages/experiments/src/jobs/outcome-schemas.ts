import type { CalibrationRecord, Estimate, PointRecord, Scores } from "@weightcast/evaluation";
import * as v from "valibot";
import type { Job, Outcomes } from "./job.js";

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seconds = v.pipe(finite, v.minValue(0));
const defined = v.nullable(finite);

const estimate: v.GenericSchema<unknown, Estimate> = v.object({
  value: defined,
  low: defined,
  high: defined,
});
const points: v.GenericSchema<unknown, PointRecord> = v.pipe(
  v.object({ x: v.array(finite), y: v.array(finite) }),
  v.check(({ x, y }) => x.length === y.length),
);
const scores: v.GenericSchema<unknown, Scores> = v.object({
  count,
  mse: finite,
  mad: finite,
  r2: defined,
  tau: defined,
});
const calibration: v.GenericSchema<unknown, CalibrationRecord> = v.object({
  bins: v.array(v.object({ rows: count, predicted: finite, truth: finite, deviation: finite })),
  coverage: v.array(v.object({ level: finite, coverage: finite, meanWidth: defined })),
});

/** What the outcome of each kind of job must be; fields that the schema does not know are left out. */
export const OUTCOME_SCHEMAS: {
  readonly [Kind in Job["kind"]]: v.GenericSchema<unknown, Outcomes[Kind]>;
} = {
  cell: v.object({
    hyperparameters: v.record(v.string(), v.unknown()),
    rows: v.object({ train: count, validation: count, test: count, notFinite: count }),
    tauCeiling: defined,
    scores: v.object({ r2: estimate, mse: estimate, mad: estimate, tau: estimate }),
    validation: defined,
    strata: v.nullable(v.object({ tau: estimate, strata: count, rows: count })),
    invariance: v.array(
      v.object({
        change: v.picklist(["permuted", "rescaled"]),
        networks: count,
        meanMove: finite,
        largestMove: finite,
        tauBefore: defined,
        tauAfter: defined,
      }),
    ),
    backend: v.string(),
    seconds,
    points,
    calibration,
    importance: v.nullable(
      v.object({ networks: count, layers: v.array(v.object({ layer: v.string(), contribution: finite })) }),
    ),
    samples: v.object({ rows: v.string(), r2: v.array(defined), tau: v.array(defined) }),
  }),
  repeat: scores,
  transfer: v.array(
    v.object({ networks: count, seen: count, tau: estimate, tauCeiling: defined, r2: estimate, points }),
  ),
  curve: v.object({ networks: count, tau: estimate, tauCeiling: defined, r2: estimate }),
  trial: v.object({ validation: scores, backend: v.string(), seconds }),
};
