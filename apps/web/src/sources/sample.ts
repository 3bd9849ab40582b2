import { type Model, modelFromFiles } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { readZoo } from "@weightcast/zoo-io";

const ZOO = "sample/zoo/";
const MODEL = "sample/model/";

/** The networks that come with the page, and a model that was fitted on most of them. */
export async function openSample(): Promise<{ readonly zoo: Zoo; readonly model: Model }> {
  const [weights, metrics, layout, ...model] = await Promise.all([
    fetchBytes(`${ZOO}weights.npy`),
    fetchBytes(`${ZOO}metrics.csv`),
    fetchBytes(`${ZOO}layout.csv`),
    ...MODEL_FILES.map((name) => fetchBytes(`${MODEL}${name}`)),
  ]);
  const files = new Map(MODEL_FILES.map((name, i) => [name, model[i]!]));
  return {
    zoo: await readZoo({ weights, metrics, layout }, "sample"),
    model: await modelFromFiles(files, "sample model"),
  };
}

const MODEL_FILES = ["manifest.json", "rows.json", "model.txt"] as const;

async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} cannot be fetched: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
