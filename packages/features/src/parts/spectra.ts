import type { CopiedPart } from "../feature-part.js";
import { LEAST_VALUES } from "../spectral/power-law.js";
import {
  describeSpectrum,
  POWER_LAW_COLUMNS,
  SPECTRUM_COLUMNS,
  singularValueCount,
} from "../spectral/spectrum.js";
import type { Segment } from "./segments.js";

/** For each segment, which is a kernel, all columns of `describeSpectrum`. */
export function spectra(segments: readonly Segment[]): CopiedPart {
  return spectraWith(segments, () => SPECTRUM_COLUMNS);
}

/** As `spectra`, without the columns of the power law for kernels that are too small for one: these would always be NaN. */
export function possibleSpectra(segments: readonly Segment[]): CopiedPart {
  const withoutLaw = SPECTRUM_COLUMNS.filter((column) => !POWER_LAW_COLUMNS.has(column));
  return spectraWith(segments, ({ shape }) =>
    singularValueCount(shape) < LEAST_VALUES ? withoutLaw : SPECTRUM_COLUMNS,
  );
}

function spectraWith(
  segments: readonly Segment[],
  columnsOf: (segment: Segment) => readonly string[],
): CopiedPart {
  const kernels = segments.map((segment) => {
    const columns = columnsOf(segment);
    return { ...segment, columns, sources: columns.map((column) => SPECTRUM_COLUMNS.indexOf(column)) };
  });
  const described = new Float64Array(SPECTRUM_COLUMNS.length);
  return {
    kind: "copied",
    columns: kernels.flatMap(({ label, columns }) => columns.map((column) => `${label}:${column}`)),
    copy({ weights }, out, firstColumn) {
      for (let row = 0; row < weights.rows; row++) {
        const values = weights.data.subarray(row * weights.stride, row * weights.stride + weights.columns);
        let target = row * out.stride + firstColumn;
        for (const { shape, start, end, sources } of kernels) {
          describeSpectrum(values.subarray(start, end), shape, described, 0);
          for (const source of sources) out.data[target++] = described[source]!;
        }
      }
    },
  };
}
