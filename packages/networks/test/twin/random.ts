import type { Shape } from "../../src/layers/layer-kind.js";

const GOLDEN = 0x9e3779b97f4a7c15n;

/** Purposes of streams, as the kernel numbers them. */
export const PURPOSES = {
  subset: 1,
  order: 2,
  weights: 3,
  dropout: 4,
  augmentation: 5,
  evaluation: 6,
} as const;

/** One step of SplitMix64 from the state `word`. */
function mix(word: bigint): bigint {
  let z = BigInt.asUintN(64, word + GOLDEN);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

export function streamKey(
  seed: number,
  network: number,
  purpose: keyof typeof PURPOSES,
  index: number | bigint,
): bigint {
  const words = [BigInt(network), BigInt(PURPOSES[purpose]), BigInt(index)];
  return words.reduce((key, word) => mix(key ^ word), mix(BigInt.asUintN(64, BigInt(seed))));
}

/** The kernel's random numbers, by its definition. */
export class TwinStream {
  private state: bigint;

  constructor(key: bigint) {
    this.state = key;
  }

  next(): bigint {
    const drawn = mix(this.state);
    this.state = BigInt.asUintN(64, this.state + GOLDEN);
    return drawn;
  }

  uniform(): number {
    return Number(this.next() >> 11n) / 2 ** 53;
  }

  below(bound: number): number {
    const most = 2n ** 32n;
    const wanted = BigInt(bound);
    for (;;) {
      const product = (this.next() >> 32n) * wanted;
      if (product % most >= most % wanted) return Number(product / most);
    }
  }

  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square < 1 && square !== 0) return u * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  truncatedNormal(): number {
    for (;;) {
      const drawn = this.normal();
      if (Math.abs(drawn) <= 2) return drawn;
    }
  }

  /** `first` to `first + count - 1` in a random order. */
  permutation(first: number, count: number): number[] {
    return this.shuffle(Array.from({ length: count }, (_, i) => first + i));
  }

  shuffle(items: number[]): number[] {
    for (let i = items.length; i > 1; i--) {
      const j = this.below(i);
      const kept = items[i - 1]!;
      items[i - 1] = items[j]!;
      items[j] = kept;
    }
    return items;
  }
}

/**
 * The mask of the outputs of activated layer `layer` of `layers`, counted among those, of the sample at `position` of the batch of optimiser step `step`, counted
 * from 0.
 */
export function dropoutMask(
  rate: number,
  { seed, network, step, position }: { seed: number; network: number; step: number; position: number },
  { layer, layers, shape }: { layer: number; layers: number; shape: Shape },
): Float64Array {
  const key = mix(streamKey(seed, network, "dropout", step) ^ BigInt(position * layers + layer));
  const base = Number(key & 0xffffffffn);
  const increment = Number(key >> 32n) | 1;
  const { height, width, channels: units } = shape;
  const lanes = Math.ceil(units / 16) * 16;
  return Float64Array.from({ length: height * width * units }, (_, i) => {
    const element = Math.floor(i / units) * lanes + (i % units);
    const word = lowBias((base + Math.imul(element, increment)) | 0);
    return word >= Math.floor(rate * 2 ** 32) - 2 ** 31 ? 1 / (1 - rate) : 0;
  });
}

/** lowbias32 (Wellons 2018) without its last shift, as a signed number. */
function lowBias(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash;
}
