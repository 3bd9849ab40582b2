/** The elements that a new list has room for. */
const FIRST_CAPACITY = 256;

/** Numbers that are added one after the other, in memory outside the engine's heap, which is limited. */
export class NumberList<Numbers extends Float64Array | Int32Array> {
  private numbers: Numbers;
  private count = 0;

  constructor(private readonly Type: new (length: number) => Numbers) {
    this.numbers = new Type(FIRST_CAPACITY);
  }

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    if (this.count === this.numbers.length) {
      const larger = new this.Type(2 * this.count);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.count++] = value;
  }

  /** A copy of the numbers. */
  all(): Numbers {
    return this.numbers.slice(0, this.count) as Numbers;
  }
}
