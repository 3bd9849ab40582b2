import { UsageError, unknownName } from "@weightcast/core";

/** What one part of a set asks for; whether a layout can give it is not known yet. */
export type FeatureRequest =
  | { readonly kind: "weights"; readonly layer: number | undefined }
  | { readonly kind: "vector-statistics"; readonly percentiles: readonly number[] }
  | {
      readonly kind: "layer-statistics";
      readonly layers: readonly number[];
      readonly percentiles: readonly number[];
    }
  | { readonly kind: "layer-norms"; readonly layers: readonly number[]; readonly order: 1 | 2 }
  | { readonly kind: "hyperparameters"; readonly name: string | undefined };

/** Makes the error for a problem with the part at hand. */
type Fail = (problem: string) => UsageError;

/** How the names that start with one word are written. */
interface Form {
  readonly syntax: string;
  readonly example: string;
  /** Splits a name into its fields. */
  readonly pattern: RegExp;
  read(fields: readonly (string | undefined)[], fail: Fail): FeatureRequest;
}

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  [
    "weights",
    {
      syntax: "weights or weights.LAYER",
      example: "weights.0",
      pattern: /^weights(?:\.(.*))?$/,
      read: ([layer], fail) => ({
        kind: "weights",
        layer: layer === undefined ? undefined : readLayer(layer, fail),
      }),
    },
  ],
  [
    "wstats-glob",
    {
      syntax: "wstats-glob alone",
      example: "wstats-glob",
      pattern: /^wstats-glob$/,
      read: () => ({ kind: "vector-statistics", percentiles: [0, 25, 50, 75, 100] }),
    },
  ],
  [
    "wstats-layers",
    {
      syntax: "wstats-layers:LAYERS-qts:PERCENTILES",
      example: "wstats-layers:0,3-qts:0,25,50,75,100",
      pattern: /^wstats-layers:(.*)-qts:(.*)$/,
      read: ([layers, percentiles], fail) => ({
        kind: "layer-statistics",
        layers: readList(layers!, "layer", readLayer, fail),
        percentiles: readList(percentiles!, "percentile", readPercentile, fail),
      }),
    },
  ],
  [
    "wnorm-layers",
    {
      syntax: "wnorm-layers:LAYERS-l1 or -l2",
      example: "wnorm-layers:0,3-l2",
      pattern: /^wnorm-layers:(.*)-l([12])$/,
      read: ([layers, order], fail) => ({
        kind: "layer-norms",
        layers: readList(layers!, "layer", readLayer, fail),
        order: order === "1" ? 1 : 2,
      }),
    },
  ],
  [
    "hyper",
    {
      syntax: "hyper or hyper.NAME",
      example: "hyper.learning_rate",
      pattern: /^hyper(?:\.(.+))?$/,
      read: ([name]) => ({ kind: "hyperparameters", name }),
    },
  ],
]);

/**
 * The parts of a feature set's name, which `+` joins, and what each asks for.
 *
 * @throws UsageError where a part is unknown or malformed
 */
export function parseFeatureSet(set: string): { readonly part: string; readonly request: FeatureRequest }[] {
  return set.split("+").map((part) => {
    if (part === "") {
      throw new UsageError(
        `the feature set '${set}' has an empty part; expected names joined by '+', e.g. hyper+weights`,
      );
    }
    return { part, request: parsePart(part) };
  });
}

function parsePart(part: string): FeatureRequest {
  const word = /^[^.:]*/.exec(part)![0];
  const form = FORMS.get(word);
  if (form === undefined) throw unknownName("feature set", word, Array.from(FORMS.keys()));
  const fail: Fail = (problem) =>
    new UsageError(
      `the feature set '${part}' ${problem}; expected ${form.syntax}, for example ${form.example}`,
    );
  const fields = form.pattern.exec(part);
  if (fields === null) throw fail("is malformed");
  return form.read(fields.slice(1), fail);
}

function readList(
  text: string,
  what: string,
  readItem: (item: string, fail: Fail) => number,
  fail: Fail,
): number[] {
  const items = new Set<number>();
  for (const field of text.split(",")) {
    const item = readItem(field, fail);
    if (items.has(item)) throw fail(`names ${what} ${item} twice`);
    items.add(item);
  }
  return Array.from(items);
}

function readLayer(text: string, fail: Fail): number {
  if (!/^\d+$/.test(text)) throw fail(`has '${text}' where a layer number should stand`);
  return Number(text);
}

function readPercentile(text: string, fail: Fail): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw fail(`has '${text}' where a percentile should stand`);
  const percentile = Number(text);
  if (percentile < 0 || percentile > 100) throw fail(`has the percentile ${text}, outside [0, 100]`);
  return percentile;
}
