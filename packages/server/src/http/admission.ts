import { HttpError } from "./http-error.js";
import type { ServerLimits } from "./limits.js";

const RETRY_SECONDS = 1;

/**
 * Admits requests by what they will hold in memory, before their bodies are read, and lets one at a time work: a model's kernels have one
 * memory. Whoever finds no room is refused at once rather than kept waiting.
 */
export class Admission {
  private requests = 0;
  private bytes = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly limits: Pick<ServerLimits, "requests" | "bytes">) {}

  /** The number of requests that are admitted and not released. */
  get inFlight(): number {
    return this.requests;
  }

  /**
   * @param bytes the length of the body
   * @returns releases the room; call it once, when the request has ended in any way
   * @throws HttpError (503) where there is no room
   */
  admit(bytes: number): () => void {
    if (this.requests >= this.limits.requests || this.bytes + bytes > this.limits.bytes) {
      throw new HttpError(503, "TOO_BUSY", "the server has as many requests as it can hold", RETRY_SECONDS);
    }
    this.requests++;
    this.bytes += bytes;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.requests--;
      this.bytes -= bytes;
    };
  }

  /** Runs `work` when all earlier work has ended. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => {});
    return result;
  }
}
