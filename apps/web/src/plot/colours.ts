import { useEffect, useState } from "preact/hooks";

/** The steps of a continuous colour scale: more than the eye can tell apart. */
const STEPS = 64;

/** The colours of the page's theme, as it is now: light or dark. */
export interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly accent: string;
  /** For words: one colour each. */
  readonly series: readonly string[];
  /** For numbers, from the least to the largest. */
  readonly levels: readonly string[];
}

function readPalette(): Palette {
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

/** Colours in even steps between the given ones. */
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

/** The colours of some words: one each, and again from the first where there are more words than colours. */
export function seriesFor({ series }: Palette, count: number): string[] {
  return Array.from({ length: count }, (_, i) => series[i % series.length]!);
}

/** The theme's colours, read again when it changes. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const read = () => setPalette(readPalette());
    dark.addEventListener("change", read);
    return () => dark.removeEventListener("change", read);
  }, []);
  return palette;
}
