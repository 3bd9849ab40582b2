import { useEffect, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import type { TensorSpectrum } from "../engine/messages.js";
import type { PageZoo } from "../page/opened.js";

/** The norms and the singular values of the tensors of one row; undefined until they are computed, or where the weights cannot be read. */
export function useSpectra(
  engine: RemoteEngine,
  zoo: PageZoo,
  row: number,
): readonly TensorSpectrum[] | undefined {
  const [found, setFound] = useState<{ readonly row: number; readonly spectra: readonly TensorSpectrum[] }>();
  useEffect(() => {
    let isWanted = true;
    engine.spectra(zoo.id, row).then(
      (spectra) => {
        if (isWanted) setFound({ row, spectra });
      },
      // The weights themselves are read too, and say why they cannot be.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [engine, zoo, row]);
  return found?.row === row ? found.spectra : undefined;
}
