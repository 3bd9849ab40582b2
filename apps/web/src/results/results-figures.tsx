import { useEffect, useState } from "preact/hooks";
import { save } from "../table/save-table.js";
import type { ShownFigure } from "./results-reader.js";

const SVG = "image/svg+xml";

/** The figures of results, each with its caption. */
export function ResultsFigures({ figures }: { readonly figures: readonly ShownFigure[] }) {
  return (
    <div class="results-figures">
      {figures.map((figure) => (
        <ResultsFigure key={figure.name} {...figure} />
      ))}
    </div>
  );
}

function ResultsFigure({ name, title, caption, width, svg }: ShownFigure) {
  const address = useObjectUrl(svg);
  return (
    <figure style={{ "--width": `${width}px` }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={title}>
        {address !== undefined && <img src={address} alt={title} />}
      </section>
      <figcaption>
        <b>{title}.</b> {caption}{" "}
        <button type="button" class="plain" onClick={() => save(`${name}.svg`, SVG, svg)}>
          Save as SVG
        </button>
      </figcaption>
    </figure>
  );
}

/** The address of a drawing, as an image: what is in it cannot reach the page. */
function useObjectUrl(svg: string): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: SVG }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return address;
}
