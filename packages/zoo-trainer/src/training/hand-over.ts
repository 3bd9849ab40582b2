/** Hands values from their producers to one consumer; a producer waits until its value is taken. */
export class HandOver<Value> implements AsyncIterable<Value> {
  private readonly waiting: { readonly value: Value; readonly taken: () => void }[] = [];
  private state: { readonly ended: boolean; readonly error?: unknown } = { ended: false };
  private wake: () => void = () => {};

  /** Resolves once the value is taken, or once nobody takes any more. */
  async give(value: Value): Promise<void> {
    if (this.state.ended) return;
    const isTaken = new Promise<void>((taken) => this.waiting.push({ value, taken }));
    this.wake();
    await isTaken;
  }

  /** No values come any more, or nobody takes them; the consumer gets the error, where there is one. */
  end(error?: unknown): void {
    if (this.state.ended) return;
    this.state = { ended: true, error };
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value, void> {
    try {
      for (;;) {
        const next = this.waiting.shift();
        if (next !== undefined) {
          try {
            yield next.value;
          } finally {
            next.taken();
          }
        } else if (this.state.ended) {
          if (this.state.error !== undefined) throw this.state.error;
          return;
        } else {
          await new Promise<void>((wake) => {
            this.wake = wake;
          });
        }
      }
    } finally {
      this.end();
      for (const { taken } of this.waiting.splice(0)) taken();
    }
  }
}
