import { matrix, type ProgressListener } from "@weightcast/core";
import { type Scores, scores } from "@weightcast/evaluation";
import { type ImageAnswers, type ZooMap, zooMap } from "@weightcast/features";
import {
  ceilingOf,
  type FeatureContribution,
  type Manifest,
  type Model,
  type NetworkScore,
  scoreNetworks,
} from "@weightcast/predictors";
import { gatherWeights, type Zoo } from "@weightcast/zoo";
import type { GivenFile } from "../sources/given-files.js";
import {
  openRemoteModel,
  openRemoteZoo,
  type RemoteFolder,
  storedPredictionsOf,
} from "../sources/open-remote.js";
import { askDreams } from "./dreams.js";
import { type KeptModel, keptModel, type WholeModel } from "./kept-model.js";
import { type DreamOptions, liveDream } from "./live-dream.js";
import type {
  Dreams,
  DreamtStep,
  FileAnswers,
  NetworkScores,
  OpenedModel,
  OpenedZoo,
  PredictedPart,
  TensorSpectrum,
  TrainedNetwork,
} from "./messages.js";
import { packColumn } from "./packed-columns.js";
import { heldOutRows, predictPart } from "./predict-zoo.js";
import { tensorSpectra } from "./tensor-spectra.js";
import { withTrained } from "./trained-network.js";

/** The zoo, the model and the networks that the engine found in files given to the page. */
export interface OpenedFiles {
  readonly zoo: OpenedZoo | null;
  readonly model: OpenedModel | null;
  /** The files that hold networks to score, each with the files that may be its parts. */
  readonly networks: readonly GivenFile[];
}

/** Rows that are predicted at a time: at first so few that points come soon, then twice as many each time. */
const [FIRST_ROWS, MOST_ROWS] = [512, 8192];
/** The number of features that explain a prediction. */
const REASONS = 8;

/**
 * Opens zoos and models and computes with them, in a worker beside the page. The page knows them by their numbers. Long work has a task
 * number, by which `cancel` ends it. What reads the files of other programs is loaded with the first of them, for the page to start sooner.
 */
export class Engine {
  private readonly zoos = new Map<number, Zoo>();
  private readonly models = new Map<number, KeptModel>();
  private readonly tasks = new Map<number, AbortController>();
  private next = 1;

  /** Opens files that were dropped on the page or chosen; null where it was cancelled. */
  openFiles(
    task: number,
    files: readonly GivenFile[],
    onProgress: ProgressListener,
  ): Promise<OpenedFiles | null> {
    return this.cancellable(task, async (signal) => {
      const { openFiles } = await import("../sources/dropped.js");
      const { zoo, model, networks } = await openFiles(files, { onProgress, signal });
      return {
        zoo: zoo === undefined ? null : this.keepZoo(zoo),
        model: model === undefined ? null : this.keepModel(model.model, model.name),
        networks,
      };
    });
  }

  /** Opens a zoo on the server; null where it was cancelled. */
  openRemoteZoo(task: number, folder: RemoteFolder, onProgress: ProgressListener): Promise<OpenedZoo | null> {
    return this.cancellable(task, async (signal) =>
      this.keepZoo(await openRemoteZoo(folder, { onProgress, signal })),
    );
  }

  /**
   * Opens a model on the server; null where it was cancelled. Where predictions lie beside it, these are fetched, and the model itself once it
   * is needed.
   */
  openRemoteModel(task: number, folder: RemoteFolder): Promise<OpenedModel | null> {
    return this.cancellable(task, async (signal) => {
      const stored = await storedPredictionsOf(folder, signal);
      if (stored === null) return this.keepModel(await openRemoteModel(folder, signal), folder.name);
      const { manifest, predictions } = stored;
      return { ...this.keep(folder.name, manifest, () => openRemoteModel(folder)), predictions };
    });
  }

  /**
   * The test images that a model's networks dreamt; null for a model without them.
   *
   * @throws InputError where the model's files cannot be fetched, are malformed or were changed
   */
  async dreams(model: number): Promise<Dreams | null> {
    return (await this.whole(model)).dreams;
  }

  /** Ends a task; tasks that are not under way are passed over. */
  cancel(task: number): void {
    this.tasks.get(task)?.abort();
  }

  /** Predicts rows of a zoo, part by part. */
  async predict(
    task: number,
    { model, zoo, rows }: { readonly model: number; readonly zoo: number; readonly rows: Int32Array },
    onPart: (part: PredictedPart) => void,
  ): Promise<void> {
    await this.cancellable(task, async (signal) => {
      const used = await this.model(model);
      let [first, count] = [0, FIRST_ROWS];
      while (first < rows.length) {
        const part = rows.slice(first, first + count);
        onPart(await predictPart(used, this.zoo(zoo), part, { signal }));
        first += count;
        count = Math.min(MOST_ROWS, 2 * count);
      }
    });
  }

  /** Tells which rows are of runs that the model has never seen: [rows], 1 or 0; null where it was cancelled. */
  heldOut(
    task: number,
    { model, zoo, rows }: { readonly model: number; readonly zoo: number; readonly rows: Int32Array },
    onProgress: ProgressListener,
  ): Promise<Uint8Array | null> {
    return this.cancellable(task, async (signal) =>
      heldOutRows(await this.model(model), this.zoo(zoo), rows, { onProgress, signal }),
    );
  }

  /** The weights of one row: [parameters]. */
  async readRow(zoo: number, row: number): Promise<Float32Array> {
    return (await gatherWeights(this.zoo(zoo), Int32Array.of(row))).data;
  }

  /** Scores the networks in files, the best first; null where it was cancelled. */
  scoreFiles(
    task: number,
    model: number,
    files: readonly GivenFile[],
    onProgress: ProgressListener,
  ): Promise<NetworkScores | null> {
    return this.cancellable(task, async (signal) => {
      const { scoreFiles } = await import("./score-files.js");
      return scoreFiles(await this.model(model), files, { onProgress, signal });
    });
  }

  /** Asks networks of a zoo what they see in the images that a model's networks dreamt. */
  async askDreams(model: number, zoo: number, rows: Int32Array): Promise<ImageAnswers> {
    return askDreams((await this.dreamt(model)).dreams, this.zoo(zoo), rows);
  }

  /** Asks networks in files what they see in the images that a model's networks dreamt. */
  async askFiles(model: number, files: readonly GivenFile[]): Promise<FileAnswers> {
    const { askFiles } = await import("./ask-files.js");
    const { model: asked, dreams } = await this.dreamt(model);
    return askFiles(dreams, asked, files);
  }

  /** Places rows of a zoo on a map by the statistics of their weights; null where it was cancelled. */
  map(task: number, zoo: number, rows: Int32Array, onProgress: ProgressListener): Promise<ZooMap | null> {
    return this.cancellable(task, (signal) => zooMap(this.zoo(zoo), rows, { signal, onProgress }));
  }

  /** The norms and the singular values of the tensors of one row. */
  async spectra(zoo: number, row: number): Promise<readonly TensorSpectrum[]> {
    return tensorSpectra(this.zoo(zoo).layout, await this.readRow(zoo, row));
  }

  /** Scores of predictions: [rows] each. */
  scores(truth: Float64Array, predicted: Float64Array): Scores {
    return scores(truth, predicted);
  }

  /** The greatest tau that predictions of a model's target can have with these true values. */
  tauCeiling(model: number, truth: Float64Array): number | null {
    return ceilingOf(this.kept(model).manifest.target, truth);
  }

  /** A zoo with a network that was trained on the page; the zoo without it stays open. */
  addTrained(zoo: number, network: TrainedNetwork): OpenedZoo {
    return this.keepZoo(withTrained(this.zoo(zoo), network));
  }

  /** Dreams a test set from the best networks of a zoo, and shows the images as they take shape. */
  async dream(
    task: number,
    zoo: number,
    options: DreamOptions,
    onStep: (step: DreamtStep) => void,
  ): Promise<void> {
    await this.cancellable(task, (signal) => liveDream(this.zoo(zoo), options, onStep, signal));
  }

  /** The features that move the prediction of a network most; null where the model's predictor cannot tell. */
  async explain(model: number, zoo: number, row: number): Promise<readonly FeatureContribution[] | null> {
    const used = await this.model(model);
    if (used.predictor.explain === undefined) return null;
    const source = { zoo: this.zoo(zoo), rows: Int32Array.of(row) };
    const [score] = await scoreNetworks(used, source, { explain: REASONS });
    return score?.explanation ?? null;
  }

  /** Scores one network that is not in a zoo. */
  async scoreWeights(model: number, weights: Float32Array, name: string): Promise<NetworkScore> {
    const [score] = await scoreNetworks(await this.model(model), {
      weights: matrix(weights, 1, weights.length),
      name,
    });
    if (score === undefined) throw new RangeError("the network got no score");
    return score;
  }

  /** Does work that `cancel` can end; null where it was cancelled. */
  private async cancellable<T>(task: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const controller = new AbortController();
    this.tasks.set(task, controller);
    try {
      return await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return null;
      throw error;
    } finally {
      this.tasks.delete(task);
    }
  }

  private keepZoo(zoo: Zoo): OpenedZoo {
    const id = this.next++;
    this.zoos.set(id, zoo);
    const { name, layout, metrics } = zoo;
    return {
      id,
      name,
      layout: layout.tensors.map(({ name: tensor, shape, start, end }) => ({
        name: tensor,
        shape,
        start,
        end,
      })),
      columns: Array.from(metrics.columns, ([column, values]) => [column, packColumn(values)] as const),
      runs: { names: metrics.runs, ofRow: metrics.runOfRow },
    };
  }

  private keepModel(model: Model, name: string): OpenedModel {
    return this.keep(name, model.manifest, async () => model);
  }

  private keep(name: string, manifest: Manifest, open: () => Promise<Model>): OpenedModel {
    const id = this.next++;
    this.models.set(id, keptModel(manifest, open));
    return { id, name, manifest, predictions: null };
  }

  private zoo(id: number): Zoo {
    return found(this.zoos.get(id), "zoo", id);
  }

  private async dreamt(id: number): Promise<WholeModel & { readonly dreams: Dreams }> {
    const { model, dreams } = await this.whole(id);
    if (dreams === null) throw new RangeError(`the model ${id} has no dreamt images`);
    return { model, dreams };
  }

  private async model(id: number): Promise<Model> {
    return (await this.whole(id)).model;
  }

  private whole(id: number): Promise<WholeModel> {
    return this.kept(id).whole();
  }

  private kept(id: number): KeptModel {
    return found(this.models.get(id), "model", id);
  }
}

function found<T>(value: T | undefined, what: string, id: number): T {
  if (value === undefined) throw new RangeError(`the engine has opened no ${what} ${id}`);
  return value;
}
