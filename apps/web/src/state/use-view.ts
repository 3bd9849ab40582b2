import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { addressOf, viewOf } from "./address.js";
import type { View } from "./view.js";

/** Changes of the same parts of the view within this many milliseconds are one step back, as those of a filter that is dragged. */
const ONE_STEP = 1000;
/** No change, with which the next one could be one step. */
const NO_CHANGE = { parts: "", time: 0 };

/**
 * Changes parts of the view.
 *
 * @param by who changes them; what the page does by itself is no step back
 */
export type ChangeView = (change: Partial<View>, by?: "person" | "page") => void;

/** The view that the address names. Changes are written to the address, so that Back undoes them and a reload keeps them. */
export function useView(): readonly [View, ChangeView] {
  const [view, setView] = useState(() => viewOf(location.hash));
  const latest = useRef(view);
  const last = useRef(NO_CHANGE);

  useEffect(() => {
    const read = () => {
      latest.current = viewOf(location.hash);
      last.current = NO_CHANGE;
      setView(latest.current);
    };
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);

  const change: ChangeView = useCallback((changed, by = "person") => {
    latest.current = { ...latest.current, ...changed };
    setView(latest.current);
    const address = addressOf(latest.current) || location.pathname + location.search;
    // A choice that changes nothing adds no step to the history.
    if (address === (location.hash || location.pathname + location.search)) return;
    const [parts, time] = [Object.keys(changed).join(), performance.now()];
    const isSameStep = parts === last.current.parts && time - last.current.time < ONE_STEP;
    if (by === "page" || isSameStep) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    if (by === "person") last.current = { parts, time };
  }, []);

  return [view, change];
}
