import type { ProgressListener } from "@weightcast/core";

/** Runs work that may fail: says that it runs and how far it is, and what went wrong. */
export type Attempt = (what: string, work: (onProgress: ProgressListener) => Promise<void>) => Promise<void>;
