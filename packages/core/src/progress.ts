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

/** Called again and again during long work. */
export type ProgressListener = (progress: Progress) => void;

/** How long work is followed and ended. */
export interface WorkOptions {
  readonly onProgress?: ProgressListener | undefined;
  /** Ends the work with a CancelledError once it is aborted. */
  readonly signal?: AbortSignal | undefined;
}
