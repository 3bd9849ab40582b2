import { useEffect, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import type { PageZoo } from "../page/opened.js";

/** The weights of a network, as far as they are read. */
export interface ReadWeights {
  /** The weights, [parameters]; undefined until they are read. */
  readonly weights?: Float32Array;
  /** The reason why the weights cannot be read. */
  readonly problem?: string;
}

/** Reads the weights of one row of a zoo. */
export function useWeights(engine: RemoteEngine, zoo: PageZoo, row: number): ReadWeights {
  const [read, setRead] = useState<ReadWeights & { readonly row: number }>();
  useEffect(() => {
    let isWanted = true;
    const put = (found: ReadWeights) => {
      if (isWanted) setRead({ row, ...found });
    };
    engine.readRow(zoo.id, row).then(
      (weights) => put({ weights }),
      (error: Error) => put({ problem: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [engine, zoo, row]);
  return read?.row === row ? read : {};
}
