import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { addressOf, viewOf } from "./address.js";
import type { View } from "./view.js";

/** Changes of the view within this many milliseconds are one step back. */
const ONE_STEP = 1000;

/** Changes a part of the view. */
export type ChangeView = (change: Partial<View>) => void;

/** The view that the address names. Changes are written to the address, so that Back undoes them and a reload keeps them. */
export function useView(): readonly [View, ChangeView] {
  const [view, setView] = useState(() => viewOf(location.hash));
  const latest = useRef(view);
  const changed = useRef(0);

  useEffect(() => {
    const read = () => {
      latest.current = viewOf(location.hash);
      setView(latest.current);
    };
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);

  const change: ChangeView = useCallback((part) => {
    latest.current = { ...latest.current, ...part };
    setView(latest.current);
    const address = addressOf(latest.current) || location.pathname + location.search;
    // A choice that changes nothing adds no step to the history.
    if (address === (location.hash || location.pathname + location.search)) return;
    const now = performance.now();
    if (now - changed.current < ONE_STEP) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    changed.current = now;
  }, []);

  return [view, change];
}
