import type { Judgement } from "./judge.js";

/** The cases that a worker runs: those from `first` up to, and without, `end`. */
export interface Assignment {
  readonly parser: string;
  readonly seed: number;
  readonly first: number;
  readonly end: number;
}

/** How a case ended that its worker outlived. */
export interface CaseEnd extends Judgement {
  readonly index: number;
  /** Processor time. */
  readonly milliseconds: number;
  /** The most memory in bytes that the worker had in use at a time during the case, without what the parser's libraries take beyond the usual. */
  readonly peakBytes: number;
}

/** What a worker tells: that it begins, how a case ended, that it is done, or why the parser could not be prepared. */
export type WorkerMessage =
  | { readonly kind: "ready"; readonly bytes: number }
  | { readonly kind: "case"; readonly end: CaseEnd }
  | { readonly kind: "done" }
  | { readonly kind: "unprepared"; readonly message: string };
