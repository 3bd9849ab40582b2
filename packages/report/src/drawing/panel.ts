import { type Content, type Markup, markup } from "../markup.js";
import type { Axis } from "./axes.js";
import type { Place } from "./marks.js";

/** One plot of a figure. */
export interface Panel {
  readonly title: string;
  /** A number for the corner under the panel's title, such as its tau. */
  readonly note?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly draw: (frame: Frame) => Content;
}

/** A panel's plotting area, in the panel's own units: (0, 0) is its upper left. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Returns the position of a point; a point beyond an axis is drawn on the frame. */
  readonly place: (x: number, y: number) => Place;
}

/** The size of a plotting area. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/** The parts around a plotting area: title, ticks and labels. */
export const MARGIN = { top: 28, right: 22, bottom: 46, left: 56 } as const;

/** The mean width of a letter in ems. */
const LETTER = 0.62;

/**
 * Estimates the width of a text in units of the drawing, because a program cannot measure the letters of a
 * system's font.
 */
export function textWidth(text: string, fontSize: number): number {
  return text.length * fontSize * LETTER;
}

/** Shortens a text that would be wider than the space for it. */
function fitted(text: string, width: number, fontSize: number): string {
  const letters = Math.max(4, Math.floor(width / (fontSize * LETTER)));
  const characters = Array.from(text);
  return characters.length <= letters ? text : `${characters.slice(0, letters - 1).join("")}…`;
}

/** Draws a panel whose plotting area begins at (x, y) of the drawing. */
export function drawPanel(panel: Panel, { width, height }: PanelSize, x: number, y: number): Markup {
  const clamp = (share: number) => Math.min(1, Math.max(0, share));
  const frame: Frame = {
    width,
    height,
    place: (valueX, valueY) => ({
      x: clamp(panel.x.position(valueX)) * width,
      y: (1 - clamp(panel.y.position(valueY))) * height,
    }),
  };
  return markup`<g class="panel" transform="translate(${x} ${y})">
<text class="c-ink" fill="currentColor" x="0" y="-11" font-weight="600" font-size="13">${fitted(panel.title, width, 13)}</text>
${grid(panel, frame)}
${panel.draw(frame)}
<path class="c-quiet" d="M0 0V${height}H${width}" fill="none" stroke="currentColor"/>
${labels(panel, frame)}
</g>
`;
}

function grid({ x, y }: Panel, { width, height }: Frame): Markup {
  const lines = [
    ...x.ticks.map(({ value }) => `M${Math.round(x.position(value) * width)} 0V${height}`),
    ...y.ticks.map(({ value }) => `M0 ${Math.round((1 - y.position(value)) * height)}H${width}`),
  ];
  return markup`<path class="c-faint" d="${lines.join("")}" fill="none" stroke="currentColor"/>`;
}

function labels({ x, y, note }: Panel, { width, height }: Frame): Markup {
  return markup`<g class="c-quiet" fill="currentColor">
<g text-anchor="middle">${x.ticks.map(
    ({ value, text }) => markup`<text x="${x.position(value) * width}" y="${height + 16}">${text}</text>`,
  )}</g>
<g text-anchor="end">${y.ticks.map(
    ({ value, text }) => markup`<text x="-7" y="${(1 - y.position(value)) * height + 4}">${text}</text>`,
  )}</g>
</g>
<g class="c-ink" fill="currentColor" text-anchor="middle">
<text x="${width / 2}" y="${height + 36}">${x.label}</text>
<text transform="rotate(-90)" x="${-height / 2}" y="-42">${y.label}</text>
${note === undefined ? null : markup`<text class="clear" text-anchor="start" x="8" y="17" font-weight="600" stroke-width="4" stroke-linejoin="round">${note}</text>`}
</g>`;
}
