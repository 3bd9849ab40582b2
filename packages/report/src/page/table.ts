import type { Estimate } from "@weightcast/evaluation";
import { type Content, type Markup, markup } from "../markup.js";
import { interval, MISSING, type NumberFormat } from "../numbers.js";

/** A table that scrolls by itself where the page is too narrow for it. */
export interface TablePlan {
  readonly id: string;
  readonly caption: Content;
  readonly head: Content;
  readonly body: Content;
}

/** Draws the table, with its caption above. */
export function scrollingTable({ id, caption, head, body }: TablePlan): Markup {
  return markup`<p class="caption" id="${id}">${caption}</p>
<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
<table aria-labelledby="${id}">
<thead>${head}</thead>
<tbody>
${body}
</tbody>
</table>
</div>
`;
}

/** Shows a number above its interval; a dash if the number is missing. */
export function estimateLines(value: Estimate | undefined, format: NumberFormat): Markup {
  if (value === undefined || value.value === null) return markup`${MISSING}`;
  return numberLines(format(value.value), interval(value, format));
}

/** Shows a number with a note in small print below. */
export function numberLines(text: string, ...small: readonly (string | null)[]): Markup {
  return markup`${text}${small.filter((part) => part !== null).map((part) => markup`<small>${part}</small>`)}`;
}

/** Shows a name, such as that of a feature set, with positions at which it may be broken. */
export function nameMarkup(name: string): Markup {
  const parts = name.split(/(?<=[+,_-])/);
  return markup`<code>${parts.map((part, i) => (i === 0 ? part : markup`<wbr/>${part}`))}</code>`;
}
