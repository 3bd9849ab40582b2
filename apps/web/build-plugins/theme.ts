import { FONTS, themeStyle } from "@weightcast/report";
import type { Plugin } from "vite";

/** Puts the colours and fonts of the reports into the page, so that they are there from the start. */
export function theme(): Plugin {
  const style = `${themeStyle()}\n:root{--fonts:${FONTS}}`;
  return {
    name: "theme",
    transformIndexHtml: () => [{ tag: "style", children: style, injectTo: "head-prepend" }],
  };
}
