import { useMemo } from "preact/hooks";
import type { HistogramProps } from "./number-histogram.js";

export interface WordBarsProps extends HistogramProps {
  readonly categories: readonly string[];
}

/** How many networks have each word of a measure. Pressing a word keeps its networks; several can be pressed. */
export function WordBars({
  binned: { measure, binOf },
  counts,
  filter,
  onChange,
  categories,
}: WordBarsProps) {
  const words = filter?.kind === "words" ? filter.words : undefined;
  const most = Math.max(1, ...counts);
  const known = useMemo(() => new Set(binOf), [binOf]);
  const toggle = (word: string) => {
    const next =
      words?.includes(word) === true ? words.filter((one) => one !== word) : [...(words ?? []), word];
    onChange(next.length === 0 ? undefined : { kind: "words", words: next });
  };
  return (
    <fieldset class="filter">
      <legend>
        {measure.label}
        {words !== undefined && (
          <button type="button" class="plain" onClick={() => onChange(undefined)}>
            Clear<span class="hidden"> {measure.label}</span>
          </button>
        )}
      </legend>
      {categories.map((word, i) =>
        !known.has(i) ? null : (
          <button
            key={word}
            type="button"
            class={words === undefined || words.includes(word) ? "word kept" : "word left"}
            aria-pressed={words?.includes(word) === true}
            onClick={() => toggle(word)}
          >
            <span class="bar" style={{ width: `${(100 * (counts[i] ?? 0)) / most}%` }} />
            <span class="name">{word}</span>{" "}
            <span class="count">{(counts[i] ?? 0).toLocaleString("en")}</span>
          </button>
        ),
      )}
    </fieldset>
  );
}
