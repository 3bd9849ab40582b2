/** How far a long piece of work has come. */
export interface Progress {
  /** What is going on, e.g. `features` or `boosting`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** What `done` and `total` count, in the plural: `rows`, `trees`. */
  readonly unit: string;
  /** More to show beside it, e.g. `3/200 networks, best accuracy 0.871`. */
  readonly note?: string;
}

export type ProgressListener = (progress: Progress) => void;
