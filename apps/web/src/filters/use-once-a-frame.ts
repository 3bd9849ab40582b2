import { useEffect, useMemo } from "preact/hooks";

/** Calls that are made at most once a frame. */
interface OnceAFrame {
  /** Makes a call in the next frame, unless a newer one takes its place. */
  readonly later: (call: () => void) => void;
  /** Makes the call that waits, if there is one. */
  readonly now: () => void;
}

/** Makes calls once a frame, the newest one: a pointer may move several times in one, and each move may cost as much as a frame has. */
export function useOnceAFrame(): OnceAFrame {
  const calls = useMemo(onceAFrame, []);
  useEffect(() => calls.stop, [calls]);
  return calls;
}

function onceAFrame(): OnceAFrame & { readonly stop: () => void } {
  let waiting: (() => void) | undefined;
  let frame = 0;
  const stop = () => {
    cancelAnimationFrame(frame);
    waiting = undefined;
  };
  const now = () => {
    const call = waiting;
    stop();
    call?.();
  };
  const later = (call: () => void) => {
    if (waiting === undefined) frame = requestAnimationFrame(now);
    waiting = call;
  };
  return { later, now, stop };
}
