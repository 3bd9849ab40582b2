import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface SheetProps {
  readonly class: string;
  /** The label of the button that opens and closes the sheet. */
  readonly summary: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A sheet that opens over the page, and closes with Escape or once something else is used. */
export function Sheet({ class: name, summary, children }: SheetProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const leave = ({ target }: Event) => {
      const { current } = details;
      if (current?.open === true && !current.contains(target as Node)) current.open = false;
    };
    addEventListener("pointerdown", leave);
    addEventListener("focusin", leave);
    return () => {
      removeEventListener("pointerdown", leave);
      removeEventListener("focusin", leave);
    };
  }, []);
  return (
    <details
      class={name}
      ref={details}
      onKeyDown={({ key, currentTarget }) => {
        if (key !== "Escape" || !currentTarget.open) return;
        currentTarget.open = false;
        currentTarget.querySelector("summary")?.focus();
      }}
    >
      <summary>{summary}</summary>
      <div class="sheet">{children}</div>
    </details>
  );
}
