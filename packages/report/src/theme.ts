/** A colour on light paper, and on a dark screen. */
interface Colour {
  readonly light: string;
  readonly dark: string;
}

/** Series take Okabe and Ito's colours, which the colour-blind tell apart, in an order of which each next one also differs in grey. */
const SERIES: readonly Colour[] = [
  { light: "#0072b2", dark: "#56b4e9" },
  { light: "#d98200", dark: "#f0b440" },
  { light: "#7a3b69", dark: "#d9a3c8" },
  { light: "#009e73", dark: "#2fc79b" },
  { light: "#a63d00", dark: "#f08a4b" },
  { light: "#4d4d4d", dark: "#c8c8c8" },
];

/** Steps of viridis: from faint to strong on either ground, so that the order is that of lightness and is seen in grey. */
const LEVELS: readonly Colour[] = [
  { light: "#8fc93a", dark: "#3e5f9a" },
  { light: "#2fb47c", dark: "#2a8c98" },
  { light: "#21908d", dark: "#28b080" },
  { light: "#39568c", dark: "#86d549" },
  { light: "#440154", dark: "#fde725" },
];

const COLOURS: Readonly<Record<string, Colour>> = {
  paper: { light: "#ffffff", dark: "#15181c" },
  ink: { light: "#1b1f24", dark: "#e8eaed" },
  quiet: { light: "#5a626b", dark: "#a3abb4" },
  rule: { light: "#c9ced4", dark: "#434a52" },
  faint: { light: "#e7eaed", dark: "#2a2f35" },
  wash: { light: "#f5f7f9", dark: "#1c2025" },
  link: { light: "#00609a", dark: "#7cc4f2" },
  ...Object.fromEntries(SERIES.map((colour, i) => [`series-${i}`, colour])),
  ...Object.fromEntries(LEVELS.map((colour, i) => [`level-${i}`, colour])),
};

/** The number of series that have a colour of their own. */
export const SERIES_COLOURS: number = SERIES.length;

/** The number of steps of an ordered colour scale. */
export const LEVEL_COLOURS: number = LEVELS.length;

/** The fonts that a system shows its own pages in: nothing is fetched. */
export const FONTS = `system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif`;

/** The colours as variables of the root: dark where a screen asks for it, light on paper and everywhere else. */
export function themeStyle(): string {
  const variables = (ground: keyof Colour) =>
    Object.entries(COLOURS)
      .map(([name, colour]) => `--${name}:${colour[ground]}`)
      .join(";");
  return `:root{color-scheme:light dark;${variables("light")}}
@media screen and (prefers-color-scheme:dark){:root{${variables("dark")}}}
@media print{:root{color-scheme:light}}`;
}

/**
 * Classes of drawings: `c-NAME` sets the current colour, which marks are drawn in; `clear` keeps text clear of marks below it. The plain light colour stands first for programs
 * that know no variables, such as converters to PDF.
 */
export function drawingStyle(): string {
  const classes = Object.entries(COLOURS).map(
    ([name, { light }]) => `.c-${name}{color:${light};color:var(--${name})}`,
  );
  const { light } = COLOURS.paper!;
  return [...classes, `.clear{paint-order:stroke;stroke:${light};stroke:var(--paper)}`].join("\n");
}
