import { UsageError } from "@weightcast/core";
import type { MeasuredRows, Metric } from "../metrics/metric.js";
import { metrics as knownMetrics } from "../metrics/metrics.js";
import { CUSTOM, customObjective, type GradientFunction } from "../objectives/custom.js";
import type { Objective } from "../objectives/objective.js";
import { objectives } from "../objectives/objectives.js";
import type { Registry, RegistryEntry } from "../registry.js";
import type { Given } from "./lists.js";
import { shown } from "./numbers.js";

/** An objective and metrics among checked parameters. */
interface ResolvedObjective {
  readonly objective: string;
  readonly ownObjective?: Objective | undefined;
}

interface ResolvedMetrics {
  readonly metrics: readonly string[];
  readonly ownMetrics?: ReadonlyMap<string, Metric> | undefined;
}

/** A user's metric: a function whose name is the metric's, where less is better, or an object that says more. */
export type MetricFunction =
  | ((set: MeasuredRows) => number)
  | Pick<Metric, "name" | "higherIsBetter" | "measure">;

/** Words of LightGBM for no metric. */
const NO_METRIC = ["none", "na", "null", CUSTOM];

/**
 * The objective that a parameter names or is.
 *
 * @throws UsageError where there is no such objective
 */
export function objectiveOf(given: Given): ResolvedObjective {
  if (typeof given.value === "function") {
    const ownObjective = customObjective(given.value as GradientFunction);
    return { objective: ownObjective.name, ownObjective };
  }
  return { objective: chosen(given, objectives) ?? "regression" };
}

/** The objective of checked parameters. */
export function objectiveFor({ objective, ownObjective }: ResolvedObjective): Objective {
  return ownObjective ?? objectives.get(objective);
}

/**
 * The metrics that a parameter names or holds, those of the objective where there are none.
 *
 * @throws UsageError where there is no such metric
 */
export function metricsOf({ name, value }: Given, objective: ResolvedObjective): ResolvedMetrics {
  const words = typeof value === "string" ? value.split(",").map((word) => word.trim()) : value;
  const own = new Map<string, Metric>();
  const names = (Array.isArray(words) ? words : [words])
    .filter((word) => word !== "" && word !== undefined && word !== null)
    .map((given) => {
      const isNone = typeof given === "string" && NO_METRIC.includes(given.toLowerCase());
      const word = isNone ? CUSTOM : given;
      const metric = ownMetric(word);
      if (metric === undefined)
        return NO_METRIC.includes(word) ? undefined : chosen({ name, value: word }, knownMetrics);
      own.set(metric.name, metric);
      return metric.name;
    });
  const metrics = names.length === 0 ? objectiveFor(objective).metrics : [...new Set(names)];
  const found = { metrics: metrics.filter((metric) => metric !== undefined) };
  return own.size === 0 ? found : { ...found, ownMetrics: own };
}

/** The metric of this name among checked parameters. */
export function metricFor({ ownMetrics }: ResolvedMetrics, name: string): Metric {
  return ownMetrics?.get(name) ?? knownMetrics.get(name);
}

function ownMetric(value: unknown): Metric | undefined {
  if (typeof value === "function") {
    const measure = value as (set: MeasuredRows) => number;
    return { name: measure.name === "" ? CUSTOM : measure.name, aliases: [], measure };
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { name, measure } = value as Partial<Metric>;
  if (typeof name !== "string" || typeof measure !== "function")
    throw new UsageError(
      "a metric of your own is a function, or an object with a name and a function measure",
    );
  return { ...(value as Metric), aliases: [] };
}

/** The main name of the entry that a parameter names; undefined where the parameter is not given. */
function chosen({ name, value }: Given, known: Registry<RegistryEntry>): string | undefined {
  if (value === undefined || value === null) return undefined;
  const entry = typeof value === "string" ? known.find(value.toLowerCase()) : undefined;
  if (entry !== undefined) return entry.name;
  throw new UsageError(`${name} is one of ${known.names().join(", ")}, not ${shown(value)}`);
}
