import type { ProgressListener } from "@weightcast/core";

/** Runs work that may fail; shows its progress, and its error if it fails. */
export type Attempt = (what: string, work: (onProgress: ProgressListener) => Promise<void>) => Promise<void>;
