/** A function of the bins of a feature that is constant between steps. */
export class Steps {
  private parts: readonly Part[];

  constructor(value: number) {
    this.parts = [{ start: 0, value }];
  }

  /** A function of the same values, which changes by itself. */
  copy(): Steps {
    const copy = new Steps(0);
    copy.parts = this.parts;
    return copy;
  }

  /**
   * Replaces the values on bins `start` to `end` (excluded) by what `choose` makes of each of them and `value`.
   *
   * @param choose Math.max or Math.min
   */
  limit(start: number, end: number, value: number, choose: (a: number, b: number) => number): void {
    const parts = this.parts.flatMap((part, i) => {
      const stop = this.parts[i + 1]?.start ?? Number.POSITIVE_INFINITY;
      const [from, to] = [Math.max(part.start, start), Math.min(stop, end)];
      if (from >= to) return [part];
      const limited = { start: from, value: choose(part.value, value) };
      const before = from > part.start ? [part] : [];
      const after = to < stop ? [{ start: to, value: part.value }] : [];
      return [...before, limited, ...after];
    });
    this.parts = parts.filter(({ value }, i) => value !== parts[i - 1]?.value);
  }

  /** Writes the values of bins 0 to `values.length - 1`. */
  fill(values: Float64Array): void {
    for (const { start, value } of this.parts) values.fill(value, start);
  }
}

interface Part {
  readonly start: number;
  readonly value: number;
}
