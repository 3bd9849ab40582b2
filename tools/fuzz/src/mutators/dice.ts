import { RandomStream } from "@weightcast/core";

/** The random choices of one damaged input, the same for the same seed, parser and number of the case. */
export class Dice {
  private readonly stream: RandomStream;

  constructor(seed: number, parser: string, index: number) {
    this.stream = new RandomStream(seed, `fuzz/${parser}/${index}`);
  }

  /** A whole number from 0 to `bound` - 1; 0 where `bound` is 0. */
  below(bound: number): number {
    return bound === 0 ? 0 : this.stream.below(bound);
  }

  chance(share: number): boolean {
    return this.stream.uniform() < share;
  }

  /** @throws RangeError where the list is empty */
  pick<Item>(items: readonly Item[]): Item {
    const [item] = items.slice(this.below(items.length));
    if (item === undefined) throw new RangeError("there is nothing to pick from");
    return item;
  }

  /** A small count: 1 in half of the cases, at most 8. */
  few(): number {
    let count = 1;
    while (count < 8 && this.chance(0.5)) count++;
    return count;
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}
