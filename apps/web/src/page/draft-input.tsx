import { useState } from "preact/hooks";

export interface DraftInputProps {
  readonly type: "number" | "text";
  readonly value: string | number;
  /** Gets the input once its text is written: it was left, or Enter was pressed. */
  readonly onWritten: (input: HTMLInputElement) => void;
  readonly inputMode?: "decimal";
  readonly "aria-label"?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | "any";
}

/** An input that keeps what is being written in it when the page is drawn anew meanwhile, because predictions or another model came. */
export function DraftInput({ value, onWritten, ...attributes }: DraftInputProps) {
  const [draft, setDraft] = useState<string>();
  return (
    <input
      {...attributes}
      list={undefined}
      value={draft ?? value}
      onInput={({ currentTarget }) => setDraft(currentTarget.value)}
      onChange={({ currentTarget }) => {
        onWritten(currentTarget);
        setDraft(undefined);
      }}
    />
  );
}
