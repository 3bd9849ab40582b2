import { type Remote, wrap } from "comlink";
import type { IndexPoints } from "./index-worker.js";
import type { Points } from "./points.js";

let indexPoints: Remote<IndexPoints> | undefined;

/** Indexes points by their places, in a worker: for hundreds of thousands of them it takes so long that one would notice. */
export function pointIndex({ x, y }: Points): Promise<ArrayBuffer> {
  indexPoints ??= wrap<IndexPoints>(
    new Worker(new URL("./index-worker.ts", import.meta.url), { type: "module", name: "point index" }),
  );
  return indexPoints(x, y);
}
