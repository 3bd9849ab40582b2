import { useEffect, useState } from "preact/hooks";

/** The pause in typing after which the condition is applied, in milliseconds. */
const TYPING_PAUSE = 300;

interface WhereFieldProps {
  readonly where: string;
  readonly onChange: (where: string) => void;
  readonly problem: string | undefined;
}

/** A condition on the columns of the metrics, which is applied after a pause in typing. */
export function WhereField({ where, onChange, problem }: WhereFieldProps) {
  const [text, setText] = useState(where);
  useEffect(() => setText(where), [where]);
  useEffect(() => {
    if (text === where) return;
    const timer = setTimeout(() => onChange(text), TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [text, where, onChange]);
  return (
    <label class="wide">
      Only networks where
      <input
        type="search"
        value={text}
        placeholder="activation = relu and test_accuracy > 0.5"
        aria-invalid={problem !== undefined}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      {problem !== undefined && <small class="problem">{problem}</small>}
    </label>
  );
}
