import type { Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { openRemoteModel, openRemoteZoo } from "./open-remote.js";

const ZOO = {
  name: "sample",
  folder: "sample/zoo/",
  files: ["weights.npy", "metrics.csv", "layout.csv"],
};
const MODEL = {
  name: "sample model",
  folder: "sample/model/",
  files: ["manifest.json", "rows.json", "model.txt", "novelty.json", "novelty.txt", "validation-errors.json"],
};

/** Opens the sample zoo that is part of the page, and a model that was fitted to it. */
export async function openSample(): Promise<{ readonly zoo: Zoo; readonly model: Model }> {
  const [zoo, model] = await Promise.all([openRemoteZoo(ZOO), openRemoteModel(MODEL)]);
  return { zoo, model };
}
