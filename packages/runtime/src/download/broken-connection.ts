/** A failure of a download after which another attempt may succeed. */
export class BrokenConnection extends Error {}

/** The reason of a failed request, which `fetch` keeps in a nested cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
