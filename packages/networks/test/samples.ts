import { RandomStream } from "@weightcast/core";
import { planArchitecture } from "../src/architecture/plan.js";
import { type Architecture, createTrainingMemory, loadSamples, type TrainingMemory } from "../src/index.js";
import type { TwinSamples } from "./twin/network.js";

/** Random samples: bytes of any value, or their negative halves as f32, which are as good as any. */
export function randomSamples(
  architecture: Architecture,
  count: number,
  seed: number,
): { pixels: Uint8Array; labels: Uint8Array } {
  const { classes, imageValues } = planArchitecture(architecture);
  const random = new RandomStream(seed, "samples");
  return {
    pixels: Uint8Array.from({ length: count * imageValues }, () => random.below(256)),
    labels: Uint8Array.from({ length: count }, () => random.below(classes)),
  };
}

export async function memoryOf(
  architecture: Architecture,
  { pixels, labels }: { pixels: Uint8Array | Float32Array; labels: Uint8Array },
  options: { shared?: boolean; trainers?: number } = {},
): Promise<TrainingMemory> {
  const memory = await createTrainingMemory({
    architecture,
    samples: labels.length,
    pixels: pixels instanceof Float32Array ? "f32" : "u8",
    ...options,
  });
  loadSamples(memory, 0, pixels, labels);
  return memory;
}

/** Some samples as the twin takes them. */
export function twinSamples(
  architecture: Architecture,
  { pixels, labels }: { pixels: Uint8Array; labels: Uint8Array },
  chosen: readonly number[],
): TwinSamples {
  const area = planArchitecture(architecture).imageValues;
  return {
    images: Float64Array.from(
      chosen.flatMap((sample) => Array.from(pixels.subarray(sample * area, (sample + 1) * area))),
      (byte) => -1 + 2 * (byte / 255),
    ),
    labels: Uint8Array.from(chosen, (sample) => labels[sample]!),
  };
}
