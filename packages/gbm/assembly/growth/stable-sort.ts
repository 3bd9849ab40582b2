// The stable sort of the C++ library that LightGBM is compiled with (libstdc++), step by step: where some keys are NaN, which compare as
// neither less nor more, the order that comes out depends on the steps.

/** The length of runs that are sorted by insertion before they are merged. */
const RUN: i32 = 7;

/**
 * Sorts numbers by their keys.
 *
 * @param items [count] i32, sorted in place
 * @param count how many there are
 * @param keys f64, by item
 * @param buffer memory for [count] i32
 */
export function sortByKeys(items: usize, count: i32, keys: usize, buffer: usize): void {
  const middle = (count + 1) >> 1;
  sortPart(items, middle, keys, buffer);
  sortPart(at(items, middle), count - middle, keys, buffer);
  if (middle <= count - middle) mergeForward(items, middle, count, keys, buffer);
  else mergeBackward(items, middle, count, keys, buffer);
}

function at(items: usize, i: i32): usize {
  return items + ((<usize>i) << 2);
}

function get(items: usize, i: i32): i32 {
  return load<i32>(at(items, i));
}

function set(items: usize, i: i32, item: i32): void {
  store<i32>(at(items, i), item);
}

function isLess(keys: usize, a: i32, b: i32): bool {
  return load<f64>(keys + ((<usize>a) << 3)) < load<f64>(keys + ((<usize>b) << 3));
}

function sortPart(items: usize, count: i32, keys: usize, buffer: usize): void {
  for (let begin = 0; begin < count; begin += RUN)
    insertionSort(at(items, begin), min(RUN, count - begin), keys);
  for (let step = RUN; step < count; step <<= 1) {
    mergeRuns(items, count, buffer, step, keys);
    step <<= 1;
    mergeRuns(buffer, count, items, step, keys);
  }
}

function insertionSort(items: usize, count: i32, keys: usize): void {
  for (let i = 1; i < count; i++) {
    const item = get(items, i);
    let place = i;
    if (isLess(keys, item, get(items, 0))) {
      memory.copy(at(items, 1), items, (<usize>i) << 2);
      place = 0;
    } else {
      for (; isLess(keys, item, get(items, place - 1)); place--) set(items, place, get(items, place - 1));
    }
    set(items, place, item);
  }
}

/** Merges runs of `step` numbers, two at a time. */
function mergeRuns(from: usize, count: i32, to: usize, step: i32, keys: usize): void {
  for (let begin = 0; begin < count; begin += 2 * step) {
    const middle = min(begin + step, count);
    const end = min(begin + 2 * step, count);
    let first = begin;
    let second = middle;
    for (let i = begin; i < end; i++) {
      const takesSecond =
        first === middle || (second < end && isLess(keys, get(from, second), get(from, first)));
      set(to, i, takesSecond ? get(from, second++) : get(from, first++));
    }
  }
}

function mergeForward(items: usize, middle: i32, count: i32, keys: usize, buffer: usize): void {
  memory.copy(buffer, items, (<usize>middle) << 2);
  let first = 0;
  let second = middle;
  for (let i = 0; first < middle; i++) {
    const takesSecond = second < count && isLess(keys, get(items, second), get(buffer, first));
    set(items, i, takesSecond ? get(items, second++) : get(buffer, first++));
  }
}

function mergeBackward(items: usize, middle: i32, count: i32, keys: usize, buffer: usize): void {
  memory.copy(buffer, at(items, middle), (<usize>(count - middle)) << 2);
  let first = middle - 1;
  let second = count - middle - 1;
  for (let i = count - 1; second >= 0; i--) {
    const takesFirst = first >= 0 && isLess(keys, get(buffer, second), get(items, first));
    set(items, i, takesFirst ? get(items, first--) : get(buffer, second--));
  }
}
