import { UsageError } from "@weightcast/core";

/** The networks numbered `first` to `first + count - 1`. */
export interface NetworkRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Returns part `part` of `parts` of a range. All parts together contain each network once, and their sizes
 * differ by at most one.
 *
 * @param part from 1 on
 */
export function shardOf({ first, count }: NetworkRange, part: number, parts: number): NetworkRange {
  const [start, end] = [part - 1, part].map((share) => Math.floor((share * count) / parts)) as [
    number,
    number,
  ];
  return { first: first + start, count: end - start };
}

/** Yields the numbers that the ranges contain, in their order. */
export function networkNumbers(ranges: readonly NetworkRange[]): number[] {
  return ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));
}

/**
 * The ranges in ascending order, those that touch made one.
 *
 * @throws UsageError where two share a network
 */
export function uniteRanges(ranges: readonly NetworkRange[]): NetworkRange[] {
  const united: NetworkRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const last = united.at(-1);
    const end = last === undefined ? -1 : last.first + last.count;
    if (range.first < end) throw new UsageError(`network ${range.first} is in two of them`);
    if (last !== undefined && range.first === end) {
      united[united.length - 1] = { first: last.first, count: last.count + range.count };
    } else {
      united.push(range);
    }
  }
  return united;
}

/** The number of networks that ranges contain, which may be too many to list. */
export function countNetworks(ranges: readonly NetworkRange[]): number {
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

/** The networks of `all` that are not among `others`, as ranges in ascending order. Neither list may hold a network twice. */
export function rangesWithout(all: readonly NetworkRange[], others: readonly NetworkRange[]): NetworkRange[] {
  const taken = uniteRanges(others);
  const left: NetworkRange[] = [];
  let next = 0;
  for (const { first, count } of uniteRanges(all)) {
    const end = first + count;
    let at = first;
    for (; next < taken.length; next++) {
      const other = taken[next];
      if (other === undefined || other.first >= end) break;
      if (other.first > at) left.push({ first: at, count: other.first - at });
      at = Math.max(at, other.first + other.count);
      // A range that goes on beyond this one takes from the next as well.
      if (at > end) break;
    }
    if (at < end) left.push({ first: at, count: end - at });
  }
  return left;
}

/** Formats ranges: `0-49, 60`. */
export function formatRanges(ranges: readonly NetworkRange[]): string {
  return ranges
    .map(({ first, count }) => (count === 1 ? `${first}` : `${first}-${first + count - 1}`))
    .join(", ");
}
