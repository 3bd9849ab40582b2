import type { CopiedPart } from "../feature-part.js";
import { describeSpectrum, SPECTRUM_COLUMNS } from "../spectral/spectrum.js";
import type { Segment } from "./segments.js";

/** For each segment, which is a kernel, the columns of `describeSpectrum`. */
export function spectra(segments: readonly Segment[]): CopiedPart {
  return {
    kind: "copied",
    columns: segments.flatMap(({ label }) => SPECTRUM_COLUMNS.map((column) => `${label}:${column}`)),
    copy({ weights }, out, firstColumn) {
      for (let row = 0; row < weights.rows; row++) {
        const values = weights.data.subarray(row * weights.stride, row * weights.stride + weights.columns);
        segments.forEach(({ shape, start, end }, i) => {
          const target = row * out.stride + firstColumn + i * SPECTRUM_COLUMNS.length;
          describeSpectrum(values.subarray(start, end), shape, out.data, target);
        });
      }
    },
  };
}
