import { type Content, Markup, markup } from "../markup.js";
import { drawingStyle, FONTS, themeStyle } from "../theme.js";
import { type Look, line, marks, type Place } from "./marks.js";
import { drawPanel, MARGIN, type Panel, type PanelSize, textWidth } from "./panel.js";

/** A drawn figure, as a separate file and for a page that has the styles. */
export interface Figure {
  /** The figure's name, which is also the name of its file and the prefix of its ids. */
  readonly name: string;
  readonly title: string;
  /** The caption, which describes what the figure shows. */
  readonly caption: string;
  /** The fields of results.json from which the figure is drawn. */
  readonly data: string;
  /** The width of the drawing in pixels. */
  readonly width: number;
  /** The drawing without styles, for a page that has `themeStyle` and `drawingStyle`. */
  readonly inline: Markup;
  /** The content of the figure's own file. */
  readonly file: string;
}

/** The contents of a figure, before it is laid out. */
export interface FigurePlan {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly data: string;
  /** Rows of panels; null leaves a place empty. */
  readonly panels: readonly (readonly (Panel | null)[])[];
  readonly size: PanelSize;
  readonly legend?: Legend;
}

/** The meaning of the colours and shapes of marks. */
interface Legend {
  readonly title: string;
  readonly entries: readonly { readonly text: string; readonly look: Look; readonly line?: boolean }[];
}

const FONT_SIZE = 12;
const LEGEND_LINE = 22;
const LEGEND_GAP = 18;
const EDGE = 6;

/** Lays out a figure's panels and its legend below them. */
export function drawFigure(plan: FigurePlan): Figure {
  const { name, title, caption, data, panels, size } = plan;
  const columns = Math.max(...panels.map((row) => row.length));
  const [stepX, stepY] = [MARGIN.left + size.width + MARGIN.right, MARGIN.top + size.height + MARGIN.bottom];
  const width = columns * stepX + EDGE;
  const legend =
    plan.legend === undefined ? null : drawLegend(plan.legend, width, panels.length * stepY + LEGEND_GAP);
  const height = panels.length * stepY + EDGE + (legend === null ? 0 : LEGEND_GAP + legend.height);
  const content = panels.map((row, i) =>
    row.map((panel, j) =>
      panel === null ? null : drawPanel(panel, size, j * stepX + MARGIN.left, i * stepY + MARGIN.top),
    ),
  );
  const write = (
    style: Markup | null,
  ) => markup`<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${name}-title ${name}-desc" font-family="${FONTS}" font-size="${FONT_SIZE}">
<title id="${name}-title">${title}</title>
<desc id="${name}-desc">${caption}</desc>
${style}<rect class="c-paper" width="100%" height="100%" fill="currentColor"/>
${content}${legend?.svg ?? null}
</svg>`;
  const style = markup`<style>
${new Markup(`${themeStyle()}\n${drawingStyle()}`)}
</style>
`;
  return { name, title, caption, data, width, inline: write(null), file: `${write(style).text}\n` };
}

function drawLegend({ title, entries }: Legend, width: number, top: number): { svg: Markup; height: number } {
  let place: Place = { x: MARGIN.left + textWidth(title, FONT_SIZE) + 18, y: top };
  const items = entries.map(({ text, look, line: lined }): Content => {
    const itemWidth = 46 + textWidth(text, FONT_SIZE);
    if (place.x + itemWidth > width && place.x > MARGIN.left)
      place = { x: MARGIN.left, y: place.y + LEGEND_LINE };
    const { x, y } = place;
    place = { x: x + itemWidth, y };
    const middle = { x: x + 8, y: y - 4 };
    const ends = [
      { x: x - 4, y: y - 4 },
      { x: x + 20, y: y - 4 },
    ];
    return markup`${lined ? markup`<g class="${look.colour}">${line(ends, markup`stroke-width="1.5" stroke-dasharray="${look.dashes}"`)}</g>` : null}${keyMark(look, middle)}<text x="${x + 24}" y="${y}">${text}</text>`;
  });
  return {
    svg: markup`<g class="legend c-ink" fill="currentColor"><text class="c-quiet" x="${MARGIN.left}" y="${top}">${title}</text>${items}</g>`,
    height: place.y - top + LEGEND_LINE,
  };
}

/** A mark in the legend, which is not a data point. */
function keyMark(look: Look, place: Place): Markup {
  return markup`<g class="key">${marks([place], look, 8)}</g>`;
}
