import type { Work } from "./use-work.js";

/** The long work that is under way, with bars, the time left, and buttons to cancel. */
export function WorkList({ works }: { readonly works: readonly Work[] }) {
  return (
    <div class="works" role="status">
      {works.map((work) => (
        <p key={work.id} class="row">
          <span>{sentence(work)}</span>
          {work.progress !== undefined && (
            <progress value={work.progress.done} max={work.progress.total} aria-label={work.name} />
          )}
          <button type="button" onClick={work.cancel}>
            Cancel
          </button>
        </p>
      ))}
    </div>
  );
}

function sentence({ name, progress, began }: Work): string {
  if (progress === undefined) return `${name} …`;
  const { done, total, unit } = progress;
  const counts =
    unit === "bytes"
      ? `${megabytes(done)} of ${megabytes(total)} MB`
      : `${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}`;
  const counted = `${name}: ${counts}`;
  const seconds = ((performance.now() - began) / 1000 / Math.max(1, done)) * (total - done);
  return done > 0 && seconds >= 2 ? `${counted}, ${timeLeft(seconds)} left` : counted;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function timeLeft(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
