import type { Progress, ProgressListener } from "@weightcast/core";
import { useCallback, useRef, useState } from "preact/hooks";

/** A piece of long work that is under way. */
export interface Work {
  readonly id: number;
  readonly name: string;
  readonly progress: Progress | undefined;
  /** When the work began, by the clock of `performance.now`. */
  readonly began: number;
  readonly cancel: () => void;
}

/** Runs long work: shows its progress, lets it be cancelled, and shows its error if it fails. */
export type RunWork = (
  name: string,
  work: (signal: AbortSignal, onProgress: ProgressListener) => Promise<void>,
) => Promise<void>;

export interface Works {
  readonly works: readonly Work[];
  /** Why the last piece of work failed; undefined where none did since. */
  readonly problem: string | undefined;
  readonly run: RunWork;
  readonly dismiss: () => void;
}

/** The long work of the page. */
export function useWork(): Works {
  const [works, setWorks] = useState<readonly Work[]>([]);
  const [problem, setProblem] = useState<string>();
  const next = useRef(0);

  const run: RunWork = useCallback(async (name, work) => {
    const id = next.current++;
    const controller = new AbortController();
    const own = { id, name, progress: undefined, began: performance.now(), cancel: () => controller.abort() };
    setWorks((all) => [...all, own]);
    try {
      await work(controller.signal, (progress) =>
        setWorks((all) => all.map((one) => (one.id === id ? { ...one, progress } : one))),
      );
    } catch (error) {
      if (!controller.signal.aborted) setProblem((error as Error).message);
    } finally {
      setWorks((all) => all.filter((one) => one.id !== id));
    }
  }, []);

  const dismiss = useCallback(() => setProblem(undefined), []);
  return { works, problem, run, dismiss };
}
