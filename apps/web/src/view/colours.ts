/** The number of steps of a continuous scale, which is more than the eye can distinguish. */
const STEPS = 64;

/** The colours of the page's theme, as it is now: light or dark. */
export interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly accent: string;
  /** The colours of categories, one for each word. */
  readonly series: readonly string[];
  /** The colours of a numeric scale, from the least value to the largest. */
  readonly levels: readonly string[];
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const several = (name: string) => {
    const found: string[] = [];
    for (let next = colour(`${name}-0`); next !== ""; next = colour(`${name}-${found.length}`))
      found.push(next);
    return found;
  };
  return {
    ground: colour("paper"),
    ink: colour("ink"),
    accent: colour("series-1"),
    series: several("series"),
    levels: blend(several("level"), STEPS),
  };
}

/** Interpolates a list of colours in even steps. */
function blend(stops: readonly string[], steps: number): string[] {
  const channels = stops.map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: steps }, (_, step) => {
    const position = (step / (steps - 1)) * (stops.length - 1);
    const below = Math.min(Math.floor(position), stops.length - 2);
    const mixed = channels[below]!.map((channel, i) => {
      const value = channel + (position - below) * (channels[below + 1]![i]! - channel);
      return Math.round(value).toString(16).padStart(2, "0");
    });
    return `#${mixed.join("")}`;
  });
}
