import { useEffect, useRef } from "preact/hooks";
import { moved, zoomed } from "./camera.js";

/** The plot that touches move and zoom. */
export interface Touched {
  readonly element: () => HTMLElement | null;
  /** Whether one finger draws, as the mouse does, and does not move the plot. */
  readonly isDrawing: () => boolean;
  readonly camera: () => ArrayLike<number> | undefined;
  readonly onCamera: (camera: Float32Array) => void;
}

/** The events that tell of a finger that comes or goes. */
const FINGER_CHANGES = ["touchstart", "touchend", "touchcancel"] as const;

/** One finger moves the plot or draws on it, two fingers zoom it. */
export function useTouch(touched: Touched): void {
  const latest = useRef(touched);
  latest.current = touched;
  useEffect(() => {
    const element = latest.current.element();
    if (element === null) return;
    let before: readonly Touch[] = [];
    /** The finger that draws. */
    let pen: Touch | undefined;
    const draw = (type: "mousedown" | "mousemove" | "mouseup", { clientX, clientY }: Touch) => {
      const buttons = type === "mouseup" ? 0 : 1;
      element.dispatchEvent(new MouseEvent(type, { bubbles: true, buttons, clientX, clientY }));
    };
    const changeFingers = (event: TouchEvent) => {
      before = Array.from(event.touches);
      if (pen !== undefined) draw("mouseup", pen);
      const isFirst = event.type === "touchstart" && before.length === 1;
      pen = isFirst && latest.current.isDrawing() ? before[0] : undefined;
      if (pen !== undefined) draw("mousedown", pen);
    };
    const move = (event: TouchEvent) => {
      const camera = latest.current.camera();
      const now = Array.from(event.touches);
      if (pen !== undefined) {
        event.preventDefault();
        pen = now[0] ?? pen;
        draw("mousemove", pen);
        return;
      }
      if (camera === undefined || now.length !== before.length) return;
      event.preventDefault();
      const { width, height, left, top } = element.getBoundingClientRect();
      const [from, to] = [middleOf(before), middleOf(now)];
      const shifted = moved(camera, { width, height }, to[0] - from[0], to[1] - from[1]);
      const factor = now.length > 1 ? spanOf(now) / Math.max(1, spanOf(before)) : 1;
      latest.current.onCamera(zoomed(shifted, { width, height }, factor, [to[0] - left, to[1] - top]));
      before = now;
    };
    for (const type of FINGER_CHANGES) element.addEventListener(type, changeFingers, { passive: true });
    element.addEventListener("touchmove", move, { passive: false });
    return () => {
      for (const type of FINGER_CHANGES) element.removeEventListener(type, changeFingers);
      element.removeEventListener("touchmove", move);
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
