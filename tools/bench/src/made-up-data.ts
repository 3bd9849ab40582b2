import { RandomStream } from "@weightcast/core";
import { encodeNpy } from "@weightcast/zoo-io";

/** A seeded regression problem as .npy files: x [rows, columns] f32 of normal numbers, y [rows] f32 in (0, 1). */
export function makeRegression(rows: number, columns: number): { x: Uint8Array; y: Uint8Array } {
  const random = new RandomStream(0, `regression ${rows} ${columns}`);
  const x = Float32Array.from({ length: rows * columns }, () => normal(random));
  const y = Float32Array.from({ length: rows }, (_, row) => {
    const [a, b, c, d, e] = x.subarray(row * columns, row * columns + 5) as unknown as number[];
    const z = a! + Math.sin(3 * b!) + c! * d! + 0.3 * e! + 0.1 * normal(random);
    return 1 / (1 + Math.exp(-z));
  });
  return { x: encodeNpy(x, [rows, columns]), y: encodeNpy(y) };
}

/** Draws a normal number by the Box-Muller transform. */
function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
