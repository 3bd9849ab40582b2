import { useMemo } from "preact/hooks";
import { className } from "../dream/class-names.js";
import { DreamtImage, imageAt } from "../dream/dreamt-image.js";
import { answerOf, probabilityOf, useAnswers } from "../dream/use-answers.js";
import type { RemoteEngine } from "../engine/engine-client.js";
import type { Dreams } from "../engine/messages.js";
import { shownPercent } from "../measures/measures.js";
import { datasetOf, type Model, type PageZoo } from "../page/opened.js";

export interface DreamAnswersProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly model: Model;
  readonly dreams: Dreams;
  readonly row: number;
}

/** The answers of a network to one dreamt image of each class: the evidence that its prediction rests on. */
export function DreamAnswers({ engine, zoo, model, dreams, row }: DreamAnswersProps) {
  const rows = useMemo(() => Int32Array.of(row), [row]);
  const { answers, problem } = useAnswers(engine, zoo, model, rows);
  const dataset = datasetOf(zoo, row);
  if (problem !== undefined) return <p class="quiet">{problem}</p>;
  const images = Array.from({ length: dreams.classes }, (_, label) => dreams.labels.indexOf(label));
  return (
    <figure class="answers">
      <ul>
        {images.map((image, label) => {
          const share = answers === undefined ? Number.NaN : probabilityOf(answers, 0, image, label);
          const name = className(dataset, label);
          const answer = answers === undefined ? undefined : className(dataset, answerOf(answers, 0, image));
          return (
            <li key={label} class={answer === undefined ? "" : answer === name ? "right" : "wrong"}>
              <i class="mark" aria-hidden="true" />
              <DreamtImage
                pixels={imageAt(dreams.images, dreams.shape, image)}
                shape={dreams.shape}
                label={`dreamt ${name}`}
              />
              <b>{answer ?? "…"}</b>
              <small>
                {name}: <span class="whole-word">{shownPercent(share)}</span>
              </small>
            </li>
          );
        })}
      </ul>
      <figcaption>
        What it sees in images that the best networks dreamt: its answer, and the probability that it gives to
        the class that the image was dreamt for
      </figcaption>
    </figure>
  );
}
