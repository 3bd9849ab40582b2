import { useEffect, useRef } from "preact/hooks";
import { moved, zoomed } from "./camera.js";

/** The plot that touches move and zoom. */
export interface Touched {
  readonly element: () => HTMLElement | null;
  readonly camera: () => ArrayLike<number> | undefined;
  readonly onCamera: (camera: Float32Array) => void;
}

/** One finger moves the plot, two fingers zoom it. */
export function useTouch(touched: Touched): void {
  const latest = useRef(touched);
  latest.current = touched;
  useEffect(() => {
    const element = latest.current.element();
    if (element === null) return;
    let before: readonly Touch[] = [];
    const start = (event: TouchEvent) => {
      before = Array.from(event.touches);
    };
    const move = (event: TouchEvent) => {
      const camera = latest.current.camera();
      const now = Array.from(event.touches);
      if (camera === undefined || now.length !== before.length) return;
      event.preventDefault();
      const { width, height, left, top } = element.getBoundingClientRect();
      const [from, to] = [middleOf(before), middleOf(now)];
      const shifted = moved(camera, { width, height }, to[0] - from[0], to[1] - from[1]);
      const factor = now.length > 1 ? spanOf(now) / Math.max(1, spanOf(before)) : 1;
      latest.current.onCamera(zoomed(shifted, { width, height }, factor, [to[0] - left, to[1] - top]));
      before = now;
    };
    element.addEventListener("touchstart", start, { passive: true });
    element.addEventListener("touchmove", move, { passive: false });
    element.addEventListener("touchend", start, { passive: true });
    return () => {
      element.removeEventListener("touchstart", start);
      element.removeEventListener("touchmove", move);
      element.removeEventListener("touchend", start);
    };
  }, []);
}

function middleOf(touches: readonly Touch[]): readonly [x: number, y: number] {
  const sum = (of: (touch: Touch) => number) => touches.reduce((total, touch) => total + of(touch), 0);
  return [sum(({ clientX }) => clientX) / touches.length, sum(({ clientY }) => clientY) / touches.length];
}

function spanOf([first, second]: readonly Touch[]): number {
  if (first === undefined || second === undefined) return 0;
  return Math.hypot(first.clientX - second.clientX, first.clientY - second.clientY);
}
