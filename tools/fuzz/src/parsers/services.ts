import { parseJsonText } from "@weightcast/core";
import { parseSplitSpec } from "@weightcast/evaluation";
import { encodeNpy } from "@weightcast/npy";
import { fitModel } from "@weightcast/predictors";
import { checkQueuedJob } from "@weightcast/queue/node";
import { startScoringServer } from "@weightcast/server";
import { oneFile } from "../input.js";
import { damageNpy, damageSafetensors } from "../mutators/headed.js";
import { damageJson } from "../mutators/json.js";
import { asText } from "../mutators/mutator.js";
import { inZip, zipOf } from "../mutators/zip.js";
import { type Parser, textParser } from "./parser.js";
import { PARAMETERS, smallWeights, smallZoo } from "./small-zoo.js";

const ROWS = 90;
const NETWORKS = 3;
const OK = 200;
/** Answers of this kind are the server's own fault. */
const FAULT = 500;

const TYPES: Readonly<Record<string, string>> = {
  "body.json": "application/json",
  "body.npy": "application/x-npy",
  "body.npz": "application/x-npz",
  "body.safetensors": "application/x-safetensors",
};

/** Bodies of requests to the scoring service, over HTTP. */
const scoreRequests: Parser = {
  name: "score-requests",
  async prepare() {
    const model = await fitModel(await smallZoo(ROWS), {
      predictor: "gbm",
      features: "wstats-glob",
      parameters: { num_iterations: 3, min_data_in_leaf: 2 },
      split: parseSplitSpec("random"),
      seed: 1,
    });
    const server = await startScoringServer({ models: new Map([["small", model]]) });
    const row = Array.from(smallWeights(1));
    const tensors = model.layout.tensors.map(({ name, shape, start, end }) => ({
      name,
      npy: encodeNpy(Float32Array.from(row.slice(start, end)), shape),
      entry: { dtype: "F32", shape, data_offsets: [start * 4, end * 4] },
    }));
    const header = new TextEncoder().encode(
      JSON.stringify(Object.fromEntries(tensors.map(({ name, entry }) => [name, entry]))),
    );
    const safetensors = Buffer.concat([
      new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer),
      header,
      new Uint8Array(Float32Array.from(row).buffer),
    ]);
    const mutators = {
      "body.json": asText(damageJson),
      "body.npy": damageNpy,
      "body.npz": inZip(() => damageNpy),
      "body.safetensors": damageSafetensors,
    };
    return {
      samples: [
        oneFile("body.json", JSON.stringify({ networks: [row, row] })),
        oneFile("body.npy", encodeNpy(smallWeights(NETWORKS), [NETWORKS, PARAMETERS])),
        oneFile("body.npz", zipOf(tensors.map(({ name, npy }) => ({ name: `${name}.npy`, bytes: npy })))),
        oneFile("body.safetensors", safetensors),
      ],
      mutate(sample, dice) {
        const [file = ""] = sample.keys();
        const bytes = sample.get(file) ?? new Uint8Array(0);
        return oneFile(file, mutators[file as keyof typeof mutators](bytes, dice));
      },
      async read(input) {
        const [file = ""] = input.keys();
        const answer = await fetch(`${server.url}v1/models/small/score`, {
          method: "POST",
          body: input.get(file) ?? null,
          headers: { "content-type": TYPES[file] ?? "" },
        });
        const text = await answer.text();
        if (answer.status >= FAULT) throw new Error(`status ${answer.status}: ${text}`);
        const { error, scores } = JSON.parse(text);
        if (answer.status === OK) return Array.isArray(scores) ? undefined : "an answer without scores";
        return typeof error?.message === "string" ? undefined : `status ${answer.status} without a message`;
      },
      close: () => server.close(),
    };
  },
};

/** What Redis holds of a work; the queue's library has parsed it as JSON. */
const queuedJobs = textParser(
  "queued-job",
  [
    { name: "zoo", stages: [{ name: "train", tasks: 4, words: ["zoo", "train", "-o", "zoo"] }], task: 0 },
    { name: "zoo", stages: [{ name: "merge", tasks: 1, words: ["zoo", "merge", "zoo.shards"] }], task: null },
  ].map((job) => JSON.stringify(job)),
  damageJson,
  (text) => {
    const { stages } = checkQueuedJob(parseJsonText(text));
    return stages.every(({ tasks }) => tasks > 0) ? undefined : "a stage without tasks";
  },
);

/** What services take from others. */
export const SERVICE_PARSERS: readonly Parser[] = [scoreRequests, queuedJobs];
