import { useEffect, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import type { Dreams } from "../engine/messages.js";
import type { Model } from "../page/opened.js";

/** The test images that a model's networks dreamt, null for a model without them; or why they cannot be had. Undefined until one is known. */
export interface FoundDreams {
  readonly dreams?: Dreams | null;
  readonly problem?: string;
}

const NO_MODEL: FoundDreams = { dreams: null };

/** The test images that a model's networks dreamt. They come with all of the model, which may have been opened as far as its predictions only. */
export function useDreams(engine: RemoteEngine, model: Model | undefined): FoundDreams {
  const [found, setFound] = useState<FoundDreams & { readonly model: Model }>();
  useEffect(() => {
    if (model === undefined) return;
    let isWanted = true;
    const put = (next: FoundDreams) => {
      if (isWanted) setFound({ model, ...next });
    };
    engine.dreams(model.id).then(
      (dreams) => put({ dreams }),
      (error: Error) => put({ problem: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [engine, model]);
  if (model === undefined) return NO_MODEL;
  return found?.model === model ? found : {};
}
