import { save } from "../table/save-table.js";
import { MARGIN, pixelOf, type Side } from "./axes.js";
import type { Palette } from "./colours.js";
import type { Points } from "./points.js";

/** A plot as it is drawn. */
export interface DrawnPlot {
  readonly points: Points;
  readonly x: Side;
  readonly y: Side;
  /** The colours of the words, or the steps of the colour scale. */
  readonly colours: readonly string[];
  readonly isWords: boolean;
  readonly palette: Palette;
  /** The drawing of the axes. */
  readonly axes: () => SVGSVGElement | null;
}

/** Pixels of a PNG for each pixel of the screen. */
const PNG_SCALE = 2;

/** Saves the plot as it is seen: as SVG, or as PNG. */
export function PlotExport({ drawn }: { readonly drawn: () => DrawnPlot | undefined }) {
  const saveSvg = () => {
    const plot = drawn();
    if (plot !== undefined) save("networks.svg", "image/svg+xml", plotSvg(plot));
  };
  const savePng = async () => {
    const plot = drawn();
    if (plot !== undefined) save("networks.png", "image/png", await rasterised(plotSvg(plot), plot));
  };
  return (
    <>
      <button type="button" onClick={saveSvg}>
        Save as SVG
      </button>
      <button type="button" onClick={savePng}>
        Save as PNG
      </button>
    </>
  );
}

function sizeOf({ x, y }: DrawnPlot) {
  return {
    width: MARGIN.left + x.length + MARGIN.right,
    height: MARGIN.top + y.length + MARGIN.bottom,
  };
}

function plotSvg(props: DrawnPlot): string {
  const { points, x, y, colours, isWords, palette, axes } = props;
  const { width, height } = sizeOf(props);
  const circles = Array.from(points.rows, (row, i) => {
    const [right, up] = [pixelOf(x, x.measure.values[row]!), pixelOf(y, y.measure.values[row]!)];
    if (right < 0 || up < 0 || right > x.length || up > y.length) return "";
    const value = points.colour[i]!;
    const colour = isWords ? colours[value] : colours[Math.round(value * (colours.length - 1))];
    const opacity = i < points.pale ? 0.25 : 0.9;
    return `<circle cx="${(MARGIN.left + right).toFixed(1)}" cy="${(MARGIN.top + y.length - up).toFixed(1)}" r="3" fill="${colour}" fill-opacity="${opacity}"/>`;
  }).join("");
  const style = `text{font:11px sans-serif;fill:${palette.ink}}line{stroke:${palette.ink};stroke-opacity:.4}.diagonal,.flag,.lasso,.whiskers{fill:none;stroke:${palette.ink}}.diagonal{stroke-dasharray:3 3}.whiskers{stroke-opacity:.35}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><style>${style}</style><rect width="100%" height="100%" fill="${palette.ground}"/>${circles}${axes()?.innerHTML ?? ""}</svg>`;
}

async function rasterised(svg: string, props: DrawnPlot): Promise<Blob> {
  const { width, height } = sizeOf(props);
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(PNG_SCALE * width, PNG_SCALE * height);
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/png" });
}
