import { RandomStream } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";

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

/**
 * A seeded problem of two classes like HIGGS as .npy files: x [rows, columns] f32, the last quarter of the columns
 * functions of the others with noise; y [rows] f32, 0 or 1, which x tells in part.
 */
export function makeClassification(rows: number, columns: number): { x: Uint8Array; y: Uint8Array } {
  const random = new RandomStream(1, `classification ${rows} ${columns}`);
  const own = Math.floor((3 * columns) / 4);
  const x = new Float32Array(rows * columns);
  const y = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const cells = x.subarray(row * columns, (row + 1) * columns);
    for (let i = 0; i < own; i++) cells[i] = i % 4 === 3 ? Math.abs(normal(random)) : normal(random);
    let score = 0;
    for (let i = own; i < columns; i++) {
      const [a, b] = [cells[i % own]!, cells[(3 * i + 1) % own]!];
      cells[i] = Math.hypot(a, b) + 0.3 * normal(random);
      score += a * b * (i % 2 === 0 ? 1 : -1);
    }
    y[row] = random.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  }
  return { x: encodeNpy(x, [rows, columns]), y: encodeNpy(y) };
}

/** Draws a normal number by the Box-Muller transform. */
function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
