/** One of several parts of a piece of work, each for another machine or process. */
export interface Shard {
  /** The number of this part, from 1 to `parts`. */
  readonly part: number;
  readonly parts: number;
}
