import { type Matrix, UsageError } from "@weightcast/core";
import type { SparseMatrix } from "../data/sparse-matrix.js";
import type { Booster, ImportanceKind, PredictionOptions, RoundRange } from "../model/booster.js";
import { categoricalColumns } from "../parameters/lists.js";
import { WORDS } from "../parameters/names.js";
import type { BoosterParameters } from "../parameters/resolve.js";
import { trainBooster } from "../training/training.js";
import { asList, type TrainingOptions, type ValidationSet } from "../training/training-options.js";
import { boosterParameters, type EstimatorParameters } from "./estimator-parameters.js";
import { type ColumnSchema, matrixOf, type Rows, schemaOf } from "./rows.js";

/** Rows on which metrics are measured and no tree is grown. */
export interface EstimatorValidation<Target> extends Omit<ValidationSet, "x" | "y"> {
  readonly x: Rows;
  readonly y: ArrayLike<Target>;
}

/** Options of a fit, in addition to the parameters of the estimator. */
export interface FitOptions<Target>
  extends Omit<TrainingOptions, "validation" | "rounds" | "threads" | "onIgnoredParameter"> {
  readonly validation?: EstimatorValidation<Target> | readonly EstimatorValidation<Target>[] | undefined;
}

/**
 * The common part of regressors and classifiers: reading rows of any form, fitting a booster, predicting with
 * it.
 */
export abstract class Estimator<Target> {
  private fitted: { readonly booster: Booster; readonly schema: ColumnSchema } | undefined;

  /** @param parameters LightGBM's parameters, in its spelling or in camel case */
  constructor(protected readonly parameters: EstimatorParameters = {}) {}

  /**
   * The fitted model.
   *
   * @throws UsageError before `fit`
   */
  get booster(): Booster {
    return this.state.booster;
  }

  /** The names of the columns; `Column_0`, … where the rows have none. */
  get featureNames(): readonly string[] {
    return this.booster.featureNames;
  }

  /** The best round, counted from 1, if training stopped early; otherwise undefined. */
  get bestIteration(): number | undefined {
    return this.booster.bestIteration;
  }

  /**
   * Returns the contribution of each column to the raw scores of rows; see `predictContributions` of {@link
   * Booster}.
   *
   * @returns [rows, outputs, columns + 1]
   */
  predictContributions(x: Rows, options: RoundRange = {}): Float64Array {
    return this.booster.predictContributions(this.matrix(x), options);
  }

  /** Returns the importance of each column in the trees, by default its number of splits: [columns]. */
  featureImportance(kind: ImportanceKind = "split"): Float64Array {
    return this.booster.featureImportance(kind);
  }

  /** The model in LightGBM's text format. */
  toText(): string {
    return this.booster.toText();
  }

  protected async fitBooster(
    x: Rows,
    y: ArrayLike<number>,
    own: BoosterParameters,
    numbersOf: (y: ArrayLike<Target>) => ArrayLike<number>,
    options: FitOptions<Target>,
  ): Promise<void> {
    const schema = schemaOf(x);
    const { validation, ...others } = options;
    const texts = schema.categories.filter((list) => list !== undefined);
    checkCategories(options.initialModel, texts);
    const sets = asList(validation);
    const booster = await trainBooster(
      matrixOf(x, schema, "x"),
      y,
      trainingParameters(own, this.parameters, schema),
      {
        ...others,
        featureNames: options.featureNames ?? namesForFiles(schema),
        threads: this.parameters.threads,
        validation: sets.map((set) => ({
          ...set,
          x: matrixOf(set.x, schema, "the validation x"),
          y: numbersOf(set.y),
        })),
      },
    );
    this.fitted = { booster: texts.length === 0 ? booster : booster.withPandasCategories(texts), schema };
  }

  /** Takes a model that was trained elsewhere; rows have its columns in their order. */
  protected adopt(booster: Booster): void {
    const { featureNames, pandasCategories = [], categoricalColumns } = booster;
    const categories: (readonly string[] | undefined)[] = featureNames.map(() => undefined);
    // A file does not say which columns its lists of categories belong to; they are assigned in order if
    // every categorical column has one.
    if (pandasCategories.length === categoricalColumns.length) {
      for (const [i, column] of categoricalColumns.entries())
        categories[column] = pandasCategories[i]!.map(String);
    }
    this.fitted = { booster, schema: { names: featureNames, categories } };
  }

  /** Returns raw predictions as [rows, outputs]. */
  protected outputsOf(x: Rows, options: PredictionOptions): Float64Array {
    return this.booster.predict(this.matrix(x), options);
  }

  private matrix(x: Rows): Matrix | SparseMatrix {
    return matrixOf(x, this.state.schema, "x");
  }

  private get state(): { readonly booster: Booster; readonly schema: ColumnSchema } {
    if (this.fitted === undefined) throw new UsageError("the model is not fitted yet; call fit first");
    return this.fitted;
  }
}

/**
 * The trees of an earlier model hold categories by their numbers, so the texts of each column must be the same.
 *
 * @throws UsageError where they are not
 */
function checkCategories(initialModel: Booster | undefined, texts: readonly (readonly string[])[]): void {
  if (initialModel === undefined) return;
  const earlier = (initialModel.pandasCategories ?? []).map((list) => list.map(String));
  if (JSON.stringify(earlier) === JSON.stringify(texts)) return;
  throw new UsageError(
    "the columns of texts hold other categories than those of initialModel; give rows in which each column has the same texts",
  );
}

/**
 * The parameters of a training: the user's objective comes before the estimator's own, and columns of texts are categorical beside those
 * that the user names.
 */
function trainingParameters(
  own: BoosterParameters,
  parameters: EstimatorParameters,
  { categories }: ColumnSchema,
): BoosterParameters {
  const given = boosterParameters(parameters);
  const [objective] = valuesOf("objective", given);
  const texts = categories.flatMap((list, column) => (list === undefined ? [] : [column]));
  const others = Object.entries(given).filter(
    ([name]) => !namesOf("objective").includes(name) && !namesOf("categorical_feature").includes(name),
  );
  return {
    ...own,
    ...Object.fromEntries(others),
    ...(objective === undefined ? {} : { objective }),
    categorical_feature: [
      ...texts,
      ...valuesOf("categorical_feature", given).flatMap((value) =>
        categoricalColumns({ name: "categorical_feature", value }),
      ),
    ],
  };
}

function valuesOf(parameter: keyof typeof WORDS, given: BoosterParameters): unknown[] {
  return namesOf(parameter).flatMap((name) => (name in given ? [given[name]] : []));
}

/** Returns the name of a parameter and its aliases. */
function namesOf(parameter: keyof typeof WORDS): readonly string[] {
  return [parameter, ...WORDS[parameter]];
}

/** Names as a model file can hold them; undefined where the rows have none. */
function namesForFiles({ names }: ColumnSchema): readonly string[] | undefined {
  return names?.map((name) => name.replace(/[\s"]+/g, "_") || "_");
}
