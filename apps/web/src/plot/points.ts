import type { Measure } from "../measures/measures.js";
import { type Scale, type ScaleKind, scaleOf } from "./scale.js";

/** A measure on an axis or as a colour, and how it is scaled. */
export interface Scaled {
  readonly measure: Measure;
  readonly kind: ScaleKind;
}

/** Networks as points of a plot. */
export interface Points {
  /** The rows that have a point: pale ones first, so that the others are drawn over them. */
  readonly rows: Int32Array;
  /** The rows without a finite coordinate or colour. */
  readonly left: number;
  /** Coordinates in [-1, 1]: [rows]. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** A place in [0, 1] for numbers, the index of the word for words: [rows]. */
  readonly colour: Float32Array;
  /** How many of the first rows are pale. */
  readonly pale: number;
  readonly xScale: Scale;
  readonly yScale: Scale;
  readonly colourScale: Scale;
}

/** The margin of an axis from 0 to 100 %. */
const SHARE_MARGIN = 0.02;

/** An accuracy has the whole axis from 0 to 100 %, everything else the range of its values. */
function axisScale({ measure, kind }: Scaled, rows: Int32Array): Scale {
  const isWhole = measure.isShare === true && kind !== "log";
  return isWhole
    ? scaleOf(measure.values, rows, { kind: "linear", domain: [0, 1], margin: SHARE_MARGIN })
    : scaleOf(measure.values, rows, { kind });
}

/**
 * Places rows as points.
 *
 * @param isPale the rows that are drawn pale, below the others
 */
export function placePoints(
  rows: Int32Array,
  { x, y, colour }: { readonly x: Scaled; readonly y: Scaled; readonly colour: Measure },
  isPale: (row: number) => boolean,
): Points {
  const [xScale, yScale] = [axisScale(x, rows), axisScale(y, rows)];
  const colourScale = scaleOf(colour.values, rows, { margin: 0 });
  const isPlaced = (row: number) =>
    Number.isFinite(xScale.place(x.measure.values[row]!)) &&
    Number.isFinite(yScale.place(y.measure.values[row]!)) &&
    Number.isFinite(colourScale.place(colour.values[row]!));
  const placed = rows.filter(isPlaced);
  const pale = placed.filter(isPale);
  const ordered = Int32Array.from([...pale, ...placed.filter((row) => !isPale(row))]);
  const coordinates = (scale: Scale, { values }: Measure) =>
    Float32Array.from(ordered, (row) => 2 * scale.place(values[row]!) - 1);
  const colourOf = (row: number) => {
    const value = colour.values[row]!;
    return colour.categories === undefined ? Math.min(1, Math.max(0, colourScale.place(value))) : value;
  };
  return {
    rows: ordered,
    left: rows.length - ordered.length,
    x: coordinates(xScale, x.measure),
    y: coordinates(yScale, y.measure),
    colour: Float32Array.from(ordered, colourOf),
    pale: pale.length,
    xScale,
    yScale,
    colourScale,
  };
}
