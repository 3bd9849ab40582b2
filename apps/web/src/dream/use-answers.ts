import type { ImageAnswers } from "@weightcast/features";
import { useEffect, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import type { Model, PageZoo } from "../page/opened.js";

/** The answers of networks to a model's dreamt images, or the reason why they cannot be asked; both are undefined until one is known. */
export interface AskedAnswers {
  readonly answers?: ImageAnswers;
  readonly problem?: string;
}

/** Asks networks of a zoo what they see in the images that a model's networks dreamt. */
export function useAnswers(engine: RemoteEngine, zoo: PageZoo, model: Model, rows: Int32Array): AskedAnswers {
  const [asked, setAsked] = useState<AskedAnswers & { readonly rows: Int32Array }>();
  useEffect(() => {
    let isWanted = true;
    const put = (found: AskedAnswers) => {
      if (isWanted) setAsked({ rows, ...found });
    };
    if (rows.length > 0) {
      engine.askDreams(model.id, zoo.id, rows).then(
        (answers) => put({ answers }),
        (error: Error) => put({ problem: error.message }),
      );
    }
    return () => {
      isWanted = false;
    };
  }, [engine, zoo, model, rows]);
  return asked?.rows === rows ? asked : {};
}

/** The probability that a network gives to a class of an image; NaN where it answers nothing finite. */
export function probabilityOf(
  { probabilities, images, classes }: ImageAnswers,
  network: number,
  image: number,
  label: number,
): number {
  return probabilities[(network * images + image) * classes + label]!;
}

/** The class that a network takes an image for. */
export function answerOf(
  { probabilities, images, classes }: ImageAnswers,
  network: number,
  image: number,
): number {
  const start = (network * images + image) * classes;
  const own = probabilities.subarray(start, start + classes);
  return own.reduce((best, value, index) => (value > own[best]! ? index : best), 0);
}
