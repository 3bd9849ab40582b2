import { createRenderer } from "regl-scatterplot";

type Renderer = ReturnType<typeof createRenderer>;

let ready: Renderer | undefined;
let isPossible: boolean | undefined;

/** Starts WebGL for the next plot, which takes as long as all the rest of a plot, in a task before that of the plot. */
export function prepareRenderer(): void {
  try {
    ready ??= createRenderer();
    isPossible = true;
  } catch {
    isPossible = false;
  }
}

/** Whether this browser has WebGL, with which plots are drawn. */
export function hasWebGl(): boolean {
  if (isPossible === undefined) prepareRenderer();
  return isPossible === true;
}

/** The renderer of one plot, which has to destroy it. */
export function takeRenderer(): Renderer {
  const renderer = ready ?? createRenderer();
  ready = undefined;
  return renderer;
}
