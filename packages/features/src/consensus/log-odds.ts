/** Log odds are bounded to plus and minus this value, so that one image or one network with very large answers does not outweigh all others. */
export const MOST_LOG_ODDS = 10;

/**
 * Computes the logarithm of the odds of each image's class, bounded to [-10, 10]. Probabilities of good networks are all close to 1; their log
 * odds still differ.
 *
 * @param logits [images, classes], all finite
 * @param labels [images]
 * @param out [images]
 */
export function logOdds(logits: Float32Array, labels: Int32Array, out: Float32Array): void {
  const classes = logits.length / labels.length;
  for (const [image, label] of labels.entries()) {
    const own = logits[image * classes + label] ?? 0;
    let others = 0;
    for (let k = 0; k < classes; k++) {
      if (k !== label) others += Math.exp((logits[image * classes + k] ?? 0) - own);
    }
    out[image] = Math.max(-MOST_LOG_ODDS, Math.min(MOST_LOG_ODDS, -Math.log(others)));
  }
}
