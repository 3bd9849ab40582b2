import { browserModules } from "@weightcast/config/browser-bundle";
import { CHROMIUM_ARGUMENTS, findChromium } from "@weightcast/config/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type * as api from "../src/index.js";
import { type Checkpoint, type ImageSet, type TrainNetworkOptions, trainNetwork } from "../src/index.js";
import { smallDataSet } from "./image-files.js";

const CHROMIUM = findChromium("no network is trained in a browser");
const { dataSet } = smallDataSet("squares", 1200, 100);
const HYPERPARAMETERS = {
  activation: "tanh",
  dropout: 0.2,
  learning_rate: 0.01,
  num_layers: 2,
  optimizer: "adam",
} as const;

const PAGE = `<!doctype html><script type="module">
import * as trainer from "./index.js";
globalThis.trainer = trainer;
</script>`;

/** What tests evaluate in the page sees these. */
interface PageScope {
  readonly trainer: typeof api;
  readonly images: TrainNetworkOptions["images"];
}

/** A checkpoint whose weights are bits, which JSON carries as they are. */
interface PlainCheckpoint extends Pick<Checkpoint, "step" | "metrics"> {
  readonly bits: readonly number[];
}

const plain = ({ pixels, labels, ...shape }: ImageSet) => ({
  ...shape,
  pixels: Array.from(pixels),
  labels: Array.from(labels),
});

describe.skipIf(CHROMIUM === undefined)("in a web worker of Chromium", () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let modules: Map<string, string>;
  let isWorkerServed = true;

  beforeAll(async () => {
    modules = await browserModules("zoo-trainer", ["src/index.ts", "src/training-worker.ts"]);
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGUMENTS });
    context = await browser.newContext();
    await context.route("**/*", (route) => {
      const path = new URL(route.request().url()).pathname.slice(1);
      if (path === "") return route.fulfill({ contentType: "text/html", body: PAGE });
      const body = path === "training-worker.js" && !isWorkerServed ? undefined : modules.get(path);
      if (body === undefined) return route.fulfill({ status: 404 });
      return route.fulfill({ contentType: "text/javascript", body });
    });
  }, 120_000);

  beforeEach(async () => {
    isWorkerServed = true;
    page = await context.newPage();
    await page.goto("http://page.invalid/");
    await page.waitForFunction(() => "trainer" in globalThis);
    const { train, test } = dataSet;
    await page.evaluate(
      (given) => {
        const images = (set: typeof given.train) => ({
          ...set,
          pixels: Uint8Array.from(set.pixels),
          labels: Uint8Array.from(set.labels),
        });
        const loaded = { ...given, train: images(given.train), test: images(given.test) };
        Object.assign(globalThis, { images: loaded });
      },
      { ...dataSet, train: plain(train), test: plain(test) },
    );
    return () => page.close();
  });

  afterAll(async () => {
    await browser?.close();
  });

  /** Trains until the checkpoint of a step, at which the loop is left or the training cancelled; the name and the message of the error, if any. */
  const stopAt = (last: number, isCancelled: boolean) =>
    page.evaluate(
      async ([last, isCancelled]) => {
        const { trainer, images } = globalThis as unknown as PageScope;
        const stop = new AbortController();
        const training = trainer.trainInWorker({
          images,
          epochs: 100_000,
          hyperparameters: { num_layers: 2 },
          signal: stop.signal,
        });
        try {
          for await (const { step } of training) {
            if (step < last) continue;
            if (!isCancelled) break;
            stop.abort("enough");
          }
          return "";
        } catch (error) {
          return String(error);
        }
      },
      [last, isCancelled] as const,
    );

  test("a network is trained to Node's bits, without shared memory", async () => {
    const options = { epochs: 2, seed: 5, network: 3, hyperparameters: HYPERPARAMETERS };
    const ours: PlainCheckpoint[] = [];
    for await (const { step, metrics, weights } of trainNetwork({ ...options, images: dataSet })) {
      ours.push({ step, metrics, bits: Array.from(new Uint32Array(weights.buffer)) });
    }
    const theirs = await page.evaluate(async (given) => {
      const { trainer, images } = globalThis as unknown as PageScope;
      const checkpoints: PlainCheckpoint[] = [];
      const samples: number[] = [];
      const onProgress = ({ done }: { readonly done: number }) => samples.push(done);
      for await (const { step, metrics, weights } of trainer.trainInWorker({
        ...given,
        images,
        onProgress,
      })) {
        checkpoints.push({ step, metrics, bits: Array.from(new Uint32Array(weights.buffer)) });
      }
      return { checkpoints, samples, isIsolated: globalThis.crossOriginIsolated, process: typeof process };
    }, options);
    expect(theirs).toEqual({
      checkpoints: ours,
      samples: [1024, 2048],
      isIsolated: false,
      process: "undefined",
    });
    expect(ours.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(page.workers()).toEqual([]);
  });

  test("an aborted signal ends the worker", async () => {
    expect(await stopAt(1, true)).toBe("CancelledError: the training was cancelled");
    await expect.poll(() => page.workers().length).toBe(0);
  });

  test("a caller who leaves the loop ends the worker", async () => {
    expect(await stopAt(1, false)).toBe("");
    await expect.poll(() => page.workers().length).toBe(0);
  });

  test("a worker whose file is missing is an error", async () => {
    isWorkerServed = false;
    expect(await stopAt(1, false)).toBe("Error: the worker training-worker.js failed: it cannot be loaded");
  });

  test("options are checked before a worker starts", async () => {
    const failure = await page.evaluate(async () => {
      const { trainer, images } = globalThis as unknown as PageScope;
      const training = trainer.trainInWorker({ images, epochs: 0 });
      return training.next().catch(String);
    });
    expect(failure).toMatch(/^UsageError: epochs: /);
    expect(page.workers()).toEqual([]);
  });
});
