import { type Progress, type ProgressListener, printable } from "@weightcast/core";
import { SingleBar } from "cli-progress";
import { STOP_SIGNALS } from "../running/until-stopped.js";

const LINE_INTERVAL_MS = 5000;
/** The number of recent updates from which the remaining time is estimated. */
const ETA_UPDATES = 100;

interface ProgressDisplay {
  readonly onProgress: ProgressListener;
  /** Removes the bar; call it when the work has ended or failed. */
  stop(): void;
}

/** Shows progress on stderr: on a terminal a bar with rate and remaining time, otherwise a plain line from time to time. */
function progressDisplay(): ProgressDisplay {
  return process.stderr.isTTY ? barDisplay() : lineDisplay();
}

function barDisplay(): ProgressDisplay {
  let stage: string | undefined;
  let bar: SingleBar | undefined;
  let started = 0;
  const stop = () => {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    bar?.stop();
    bar = undefined;
    stage = undefined;
  };
  // The bar hides the cursor, so a signal that ends the process shows it again first.
  const onSignal = (signal: NodeJS.Signals) => {
    stop();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const onProgress = (progress: Progress) => {
    if (progress.stage !== stage) {
      stop();
      for (const signal of STOP_SIGNALS) process.once(signal, onSignal);
      stage = progress.stage;
      started = performance.now();
      bar = new SingleBar({
        format: "{stage} {bar} {value}/{total} {unit} · {rate} {unit}/s · {eta_formatted} left{note}",
        stream: process.stderr,
        hideCursor: true,
        clearOnComplete: true,
        gracefulExit: false,
        etaBuffer: ETA_UPDATES,
      });
      bar.start(progress.total, 0, { stage: printable(stage), unit: progress.unit, rate: "-", note: "" });
    }
    bar?.setTotal(progress.total);
    bar?.update(progress.done, { rate: formatRate(progress.done, started), note: formatNote(progress) });
  };
  return { onProgress, stop };
}

function lineDisplay(): ProgressDisplay {
  let stage: string | undefined;
  let started = 0;
  let shown = 0;
  const onProgress = (progress: Progress) => {
    const { stage: name, done, total, unit } = progress;
    const now = performance.now();
    if (name !== stage) {
      stage = name;
      started = now;
      shown = now;
    }
    if (done === 0 || now - shown < LINE_INTERVAL_MS) return;
    shown = now;
    const secondsLeft = Math.round(((now - started) / 1000 / done) * (total - done));
    process.stderr.write(
      `${printable(name)}: ${done}/${total} ${unit}, ${formatRate(done, started)} ${unit}/s, ${secondsLeft} s left${formatNote(progress)}\n`,
    );
  };
  return { onProgress, stop: () => {} };
}

function formatRate(done: number, started: number): string {
  return (done / Math.max(1e-3, (performance.now() - started) / 1000)).toFixed(0);
}

function formatNote({ note }: Progress): string {
  return note === undefined ? "" : ` · ${printable(note)}`;
}

/** Runs `work` with a display of its progress, which is removed at the end. */
export async function withProgress<Result>(
  work: (onProgress: ProgressListener) => Promise<Result>,
): Promise<Result> {
  const display = progressDisplay();
  try {
    return await work(display.onProgress);
  } finally {
    display.stop();
  }
}

/** Prints a line on stderr about how the work is done. */
export function printNotice(notice: string): void {
  process.stderr.write(`weightcast: ${printable(notice)}\n`);
}
