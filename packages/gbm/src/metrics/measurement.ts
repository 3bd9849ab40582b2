import { UsageError } from "@weightcast/core";
import { metricFor } from "../parameters/losses.js";
import { shown } from "../parameters/numbers.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { MeasuredRows, Metric } from "./metric.js";

/**
 * A metric to measure during training; for a metric of ranking, it comes with the number of first places of
 * each group that are measured.
 */
export interface Measurement {
  /** The name of the value, e.g. `l2` or `ndcg@3`. */
  readonly name: string;
  readonly metric: Metric;
  measure(set: MeasuredRows): number;
}

/** What a metric returned, which may be a function of the user. */
function numberOf(measured: unknown, name: string): number {
  if (typeof measured === "number") return measured;
  throw new UsageError(`the metric '${name}' is ${shown(measured)}, not a number`);
}

/** Lists the measurements that the parameters request, in their order. */
export function measurementsOf(parameters: ResolvedParameters): Measurement[] {
  return parameters.metrics.flatMap((name) => {
    const metric = metricFor(parameters, name);
    if (metric.isAtPlaces !== true)
      return [
        {
          name: metric.nameOf?.(parameters) ?? name,
          metric,
          measure: (set) => numberOf(metric.measure(set, parameters, 0), name),
        },
      ];
    return parameters.eval_at.map((places) => ({
      name: `${name}@${places}`,
      metric,
      measure: (set: MeasuredRows) => metric.measure(set, parameters, places),
    }));
  });
}
