import type { Measure } from "../measures/measures.js";
import { concentration } from "./concentration.js";
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
  /** How much denser than on average the points lie where most of them are. */
  readonly concentration: number;
  readonly xScale: Scale;
  readonly yScale: Scale;
  readonly colourScale: Scale;
}

/** The margin of an axis from 0 to 100 %. */
const SHARE_MARGIN = 0.02;

/** Kinds of points: those that are drawn first and those that are drawn over them. */
const [PALE, STRONG] = [1, 2];

/** The scale of an axis: an accuracy has the whole axis from 0 to 100 %, everything else the range of its values. */
export function axisScale({ measure, kind }: Scaled, rows: Int32Array): Scale {
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
  const [across, up] = [new Float32Array(rows.length), new Float32Array(rows.length)];
  const shade = new Float32Array(rows.length);
  const kinds = new Uint8Array(rows.length);
  let [pale, placed] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    across[i] = 2 * xScale.place(x.measure.values[row]!) - 1;
    up[i] = 2 * yScale.place(y.measure.values[row]!) - 1;
    const value = colour.values[row]!;
    const place = colourScale.place(value);
    if (!(Number.isFinite(across[i]) && Number.isFinite(up[i]) && Number.isFinite(place))) continue;
    shade[i] = colour.categories === undefined ? Math.min(1, Math.max(0, place)) : value;
    kinds[i] = isPale(row) ? PALE : STRONG;
    placed++;
    if (kinds[i] === PALE) pale++;
  }
  const points = {
    rows: new Int32Array(placed),
    x: new Float32Array(placed),
    y: new Float32Array(placed),
    colour: new Float32Array(placed),
  };
  const next = [0, 0, pale];
  for (let i = 0; i < rows.length; i++) {
    const kind = kinds[i]!;
    if (kind === 0) continue;
    const place = next[kind]!++;
    points.rows[place] = rows[i]!;
    points.x[place] = across[i]!;
    points.y[place] = up[i]!;
    points.colour[place] = shade[i]!;
  }
  return {
    ...points,
    left: rows.length - placed,
    pale,
    concentration: concentration(points.x, points.y),
    xScale,
    yScale,
    colourScale,
  };
}
