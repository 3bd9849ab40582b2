import { coordinate, Markup, markup } from "../markup.js";
import { LEVEL_COLOURS, SERIES_COLOURS } from "../theme.js";

/** A point of a drawing. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The shape of a group of marks, by which groups can be told apart without colours. */
interface Shape {
  readonly painted: "stroke" | "fill";
  /** The attributes of the marks' group. */
  readonly attributes: (size: number) => Markup;
  /** The path of a mark, starting from its middle. */
  readonly path: (size: number) => string;
}

const DOT: Shape = {
  painted: "stroke",
  attributes: (size) => markup`stroke-width="${size}" stroke-linecap="round"`,
  path: () => "h0",
};
const SQUARE: Shape = {
  painted: "fill",
  attributes: () => markup`stroke="none"`,
  path: (size) => polygon(size * 0.45, [-1, -1], [1, -1], [1, 1], [-1, 1]),
};
const DIAMOND: Shape = {
  painted: "fill",
  attributes: () => markup`stroke="none"`,
  path: (size) => polygon(size * 0.68, [0, -1], [1, 0], [0, 1], [-1, 0]),
};
const TRIANGLE: Shape = {
  painted: "fill",
  attributes: () => markup`stroke="none"`,
  path: (size) => polygon(size * 0.68, [0, -1], [0.95, 0.7], [-0.95, 0.7]),
};
const PLUS: Shape = {
  painted: "stroke",
  attributes: (size) => markup`stroke-width="${size * 0.3}"`,
  path: (size) =>
    `m${coordinate(-size / 2)} 0h${coordinate(size)}m${coordinate(-size / 2)} ${coordinate(-size / 2)}v${coordinate(size)}`,
};
const CROSS: Shape = {
  painted: "stroke",
  attributes: (size) => markup`stroke-width="${size * 0.3}"`,
  path: (size) => {
    const [half, whole] = [coordinate(-size * 0.4), coordinate(size * 0.8)];
    return `m${half} ${half}l${whole} ${whole}m-${whole} 0l${whole} -${whole}`;
  },
};

const SERIES_SHAPES = [DOT, SQUARE, TRIANGLE, DIAMOND, PLUS, CROSS];
const LEVEL_SHAPES = [PLUS, TRIANGLE, SQUARE, DIAMOND, DOT];

/** The look of a group of marks: a colour's class and a shape. */
export interface Look {
  readonly colour: string;
  readonly shape: Shape;
  /** The dashes of a line through the marks. */
  readonly dashes: string;
}

const DASHES = ["none", "6 3", "2 3", "8 3 2 3"];

/** Returns the look of a series, by the series' number. */
export function seriesLook(series: number): Look {
  return {
    colour: `c-series-${series % SERIES_COLOURS}`,
    shape: SERIES_SHAPES[series % SERIES_SHAPES.length]!,
    dashes: DASHES[series % DASHES.length]!,
  };
}

/** The look of a step of an ordered scale from 0, the lowest, to `LEVEL_COLOURS` - 1. */
export function levelLook(level: number): Look {
  return { colour: `c-level-${level}`, shape: LEVEL_SHAPES[level % LEVEL_COLOURS]!, dashes: "none" };
}

/** A mark at each place; where they lie on each other they get darker, by `opacity`. */
export function marks(places: readonly Place[], look: Look, size: number, opacity = 1): Markup {
  const { painted, attributes, path } = look.shape;
  const end = path(size);
  const paths = places.map(({ x, y }) => `<path d="M${coordinate(x)} ${coordinate(y)}${end}"/>`).join("");
  const paint =
    painted === "stroke"
      ? markup`fill="none" stroke="currentColor" stroke-opacity="${String(opacity)}"`
      : markup`fill="currentColor" fill-opacity="${String(opacity)}"`;
  return markup`<g class="marks ${look.colour}" ${paint} ${attributes(size)}>${new Markup(paths)}</g>`;
}

/** Draws straight lines from point to point. */
export function line(places: readonly Place[], attributes: Markup): Markup {
  const path = places
    .map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${coordinate(x)} ${coordinate(y)}`)
    .join("");
  return markup`<path d="${path}" fill="none" stroke="currentColor" ${attributes}/>`;
}

function polygon(size: number, ...corners: readonly (readonly [number, number])[]): string {
  const [first, ...others] = corners.map(([x, y]) => [x * size, y * size] as const);
  let [x, y] = first!;
  const start = `m${coordinate(x)} ${coordinate(y)}`;
  const sides = others.map(([nextX, nextY]) => {
    const side = `l${coordinate(nextX - x)} ${coordinate(nextY - y)}`;
    [x, y] = [nextX, nextY];
    return side;
  });
  return `${start}${sides.join("")}z`;
}
