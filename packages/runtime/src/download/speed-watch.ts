import { BrokenConnection } from "./broken-connection.js";

const SLOWEST_BYTES_PER_SECOND = 1024;

/** Gives up a connection over which too few bytes arrive. */
export class SpeedWatch {
  private readonly slow = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private bytes = 0;

  /** @param patience the seconds after which it is looked again how many bytes have arrived in them */
  constructor(
    private readonly patience: number,
    private readonly stop: AbortSignal | undefined,
  ) {
    this.timer = setInterval(() => {
      if (this.bytes < SLOWEST_BYTES_PER_SECOND * patience) this.slow.abort();
      this.bytes = 0;
    }, patience * 1000);
  }

  /** Is aborted where the connection is too slow, and with the caller's signal. */
  get signal(): AbortSignal {
    return this.stop === undefined ? this.slow.signal : AbortSignal.any([this.slow.signal, this.stop]);
  }

  arrived(bytes: number): void {
    this.bytes += bytes;
  }

  /** The error to report in place of one that the end of a slow connection caused. */
  explain(error: unknown): unknown {
    if (!this.slow.signal.aborted) return error;
    return new BrokenConnection(
      `sent fewer than ${SLOWEST_BYTES_PER_SECOND} bytes a second for ${this.patience} s`,
      { cause: error },
    );
  }

  end(): void {
    clearInterval(this.timer);
  }
}
