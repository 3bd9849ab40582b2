import { createRenderer } from "regl-scatterplot";

type Renderer = ReturnType<typeof createRenderer>;

let ready: Renderer | undefined;

/** Starts WebGL for the next plot, which takes as long as all the rest of a plot, in a task before that of the plot. */
export function prepareRenderer(): void {
  ready ??= createRenderer();
}

/** The renderer of one plot, which has to destroy it. */
export function takeRenderer(): Renderer {
  const renderer = ready ?? createRenderer();
  ready = undefined;
  return renderer;
}
