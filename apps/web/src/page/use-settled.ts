import { useEffect, useState } from "preact/hooks";

/** A value that follows another one once that has not changed for some milliseconds; at once where these are 0. */
export function useSettled<T>(value: T, pause: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (pause === 0) return;
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return pause === 0 ? value : settled;
}
