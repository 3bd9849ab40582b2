import { useEffect, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import type { FileAnswers } from "../engine/messages.js";
import type { Model } from "../page/opened.js";
import type { GivenFile } from "../sources/given-files.js";

/** The answers of networks in files, or the reason why they cannot be asked; both are undefined until one is known. */
export interface OwnAnswers {
  readonly own?: FileAnswers;
  readonly ownProblem?: string;
}

/** Asks the networks in files what they see in the images that a model's networks dreamt. */
export function useOwnAnswers(engine: RemoteEngine, model: Model, files: readonly GivenFile[]): OwnAnswers {
  const [asked, setAsked] = useState<OwnAnswers & { readonly files: readonly GivenFile[] }>();
  useEffect(() => {
    let isWanted = true;
    const put = (found: OwnAnswers) => {
      if (isWanted) setAsked({ files, ...found });
    };
    if (files.length > 0) {
      engine.askFiles(model.id, files).then(
        (own) => put({ own }),
        (error: Error) => put({ ownProblem: error.message }),
      );
    }
    return () => {
      isWanted = false;
    };
  }, [engine, model, files]);
  return asked?.files === files ? asked : {};
}
