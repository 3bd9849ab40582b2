/**
 * LightGBM's generator, so that one seed draws the same rows and features here as there. Not for statistics: a linear
 * congruential generator of 15 random bits a draw.
 */
export class RandomDraws {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Draws a whole number in [0, bound), for a bound up to 2^15. */
  short(bound: number): number {
    return ((this.step() >>> 16) & 0x7fff) % bound;
  }

  /** Draws a number in [0, 1). */
  uniform(): number {
    return ((this.step() >>> 16) & 0x7fff) / 0x8000;
  }

  /** Draws `count` of the numbers 0 to `total - 1`, ascending. */
  sample(total: number, count: number): Int32Array {
    const chosen = new Int32Array(count);
    if (count === total) return chosen.map((_, i) => i);
    if (count > 1 && count > total / Math.log2(count)) {
      let size = 0;
      for (let i = 0; i < total; i++) {
        if (this.uniform() < (count - size) / (total - i)) chosen[size++] = i;
      }
      return chosen.subarray(0, size);
    }
    const taken = new Set<number>();
    for (let last = total - count; last < total; last++) {
      const drawn = (this.step() & 0x7fffffff) % (last + 1);
      taken.add(taken.has(drawn) ? last : drawn);
    }
    chosen.set(Array.from(taken));
    return chosen.sort();
  }

  private step(): number {
    this.state = (Math.imul(214013, this.state) + 2531011) >>> 0;
    return this.state;
  }
}

/** The seeds of the kinds of random draws in a training. */
export interface Seeds {
  readonly data: number;
  readonly bagging: number;
  readonly featureFraction: number;
  readonly objective: number;
  /** Of the trees that `dart` drops. */
  readonly drop: number;
  /** Of the thresholds that `extra_trees` tries. */
  readonly extra: number;
}

/** The seeds that a user can set. */
export interface SeedParameters {
  readonly seed: number | undefined;
  readonly data_random_seed: number | undefined;
  readonly bagging_seed: number | undefined;
  readonly feature_fraction_seed: number | undefined;
  readonly objective_seed: number | undefined;
  readonly drop_seed: number | undefined;
  readonly extra_seed: number | undefined;
}

/**
 * Determines LightGBM's seeds: a seed that is given, otherwise one drawn from `seed`, otherwise a fixed one.
 */
export function deriveSeeds(parameters: SeedParameters): Seeds {
  const { data, bagging, featureFraction, objective, drop, extra } = seedsFrom(parameters.seed);
  return {
    data: parameters.data_random_seed ?? data,
    bagging: parameters.bagging_seed ?? bagging,
    featureFraction: parameters.feature_fraction_seed ?? featureFraction,
    objective: parameters.objective_seed ?? objective,
    drop: parameters.drop_seed ?? drop,
    extra: parameters.extra_seed ?? extra,
  };
}

function seedsFrom(seed: number | undefined): Seeds {
  if (seed === undefined) return { data: 1, bagging: 3, featureFraction: 2, objective: 5, drop: 4, extra: 6 };
  const draws = new RandomDraws(seed);
  const next = () => draws.short(32767);
  const data = next();
  const bagging = next();
  const drop = next();
  const featureFraction = next();
  const objective = next();
  return { data, bagging, featureFraction, objective, drop, extra: next() };
}
