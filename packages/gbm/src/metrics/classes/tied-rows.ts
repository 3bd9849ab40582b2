/** The rows in descending order of their scores, those of the same score together. */
export function* tiedRows(scores: Float64Array): Generator<Int32Array> {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  for (let begin = 0; begin < order.length; ) {
    let end = begin + 1;
    while (end < order.length && scores[order[end]!] === scores[order[begin]!]) end++;
    yield order.subarray(begin, end);
    begin = end;
  }
}
