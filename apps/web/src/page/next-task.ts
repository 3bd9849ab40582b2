import { useEffect, useState } from "preact/hooks";

/** Lets the page act on what happened meanwhile. */
export function nextTask(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

/** Lets what was drawn be seen first. */
export function afterNextFrame(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
}

/** False in the first task of a component, then true: what takes long is done after the rest was drawn. */
export function useNextTask(): boolean {
  const [isNext, setNext] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setNext(true));
    return () => clearTimeout(timer);
  }, []);
  return isNext;
}
