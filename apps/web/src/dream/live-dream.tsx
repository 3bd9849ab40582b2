import { useState } from "preact/hooks";
import { callback, type RemoteEngine, runTask } from "../engine/engine-client.js";
import type { DreamtStep } from "../engine/messages.js";
import { datasetOf, type PageZoo } from "../page/opened.js";
import type { RunWork } from "../page/use-work.js";
import { className } from "./class-names.js";
import { DreamtImage, imageAt } from "./dreamt-image.js";
import { imageShape } from "./image-shape.js";

export interface LiveDreamProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly run: RunWork;
  /** The metrics column that says which networks are the best. */
  readonly target: string;
}

const [IMAGES_OF_CLASS, STEPS] = [2, 200];

/** Dreams a test set from the best networks of the zoo while one watches. */
export function LiveDream({ engine, zoo, run, target }: LiveDreamProps) {
  const [dreamt, setDreamt] = useState<DreamtStep>();
  const [seed, setSeed] = useState(0);
  const [isDreaming, setDreaming] = useState(false);
  const shape = imageShape(zoo);
  const dataset = datasetOf(zoo, 0);
  const begin = async () => {
    setDreaming(true);
    await run("Dreaming", async (signal, onProgress) => {
      const options = { target, imagesOfClass: IMAGES_OF_CLASS, steps: STEPS, seed };
      await runTask(engine, signal, (task) =>
        engine.dream(
          task,
          zoo.id,
          options,
          callback((step) => {
            setDreamt(step);
            onProgress({ stage: "dreaming", done: step.step, total: step.steps, unit: "steps" });
          }),
        ),
      );
    });
    setDreaming(false);
    setSeed((last) => last + 1);
  };
  return (
    <section class="live">
      <h2>Dream now</h2>
      <p class="lead">
        The best quarter of this zoo's networks dreams {IMAGES_OF_CLASS} images of each class from noise, in
        your browser. Each dream begins with other noise.
      </p>
      <p class="row">
        <button type="button" class="main" onClick={begin} disabled={isDreaming}>
          {dreamt === undefined ? "Dream a test set" : "Dream another"}
        </button>
        {dreamt !== undefined && (
          <span class="quiet">
            step {dreamt.step} of {dreamt.steps}
          </span>
        )}
      </p>
      {dreamt !== undefined && shape !== undefined && (
        <ul class="live-images">
          {Array.from(
            { length: dreamt.images.length / (shape.height * shape.width * shape.channels) },
            (_, image) => {
              const classes = shape.classes;
              const name = className(dataset, image % classes);
              return (
                <li key={image}>
                  <DreamtImage pixels={imageAt(dreamt.images, shape, image)} shape={shape} label={name} />
                  <small>{name}</small>
                </li>
              );
            },
          )}
        </ul>
      )}
    </section>
  );
}
