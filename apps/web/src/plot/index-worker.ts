import { expose, transfer } from "comlink";
import KDBush from "kdbush";

/** The most points in a leaf of the index. */
const NODE_SIZE = 64;

/**
 * Indexes points by their places, so that the plot finds those near the pointer and inside a lasso.
 *
 * @param x coordinates: [points]
 * @param y coordinates: [points]
 * @returns the index as the plot takes it
 */
function indexPoints(x: Float32Array, y: Float32Array): ArrayBuffer {
  const index = new KDBush(x.length, NODE_SIZE, Float32Array);
  for (let i = 0; i < x.length; i++) index.add(x[i]!, y[i]!);
  const data = index.finish().data as ArrayBuffer;
  return transfer(data, [data]);
}

export type IndexPoints = typeof indexPoints;

expose(indexPoints);
