import type { KernelExports, KernelMemory } from "./kernel-memory.js";
import { type KernelCall, type KernelThread, startKernelThread } from "./kernel-threads.js";

/** A thread of the pool. */
interface Member {
  readonly thread: KernelThread;
  readonly scratch: number;
  /** The calls that the thread has not answered yet, oldest first. */
  readonly calls: Call[];
}

interface Call {
  readonly of: (scratch: number) => KernelCall;
  readonly onDone: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** The modules and memory that a pool of threads works with. */
export interface KernelPoolOptions<Slot extends object> {
  /** The compiled kernels, for shared memory if there are threads. */
  readonly module: WebAssembly.Module;
  /** The address of each thread's working memory. One thread is started for each entry, which requires shared memory. */
  readonly scratches: readonly number[];
  /** The address of the working memory of the calling thread, which makes the calls if there are no threads. */
  readonly ownScratch: number;
  /** The inputs and outputs of calls; two calls never use the same slot at the same time. */
  readonly slots: readonly Slot[];
}

/**
 * A pool of threads that call kernels on memory shared with the calling thread. Without threads, the calling thread makes all calls. The number
 * of slots is limited: a caller that submits more work waits until a slot is free.
 */
export class KernelPool<Kernels extends KernelExports, Slot extends object> {
  private readonly freeSlots: Slot[];
  private readonly waiting: ((slot: Slot) => void)[] = [];
  private readonly members: Member[];
  private readonly ownScratch: number;

  constructor(
    private readonly memory: KernelMemory<Kernels>,
    { module, scratches, ownScratch, slots }: KernelPoolOptions<Slot>,
  ) {
    this.freeSlots = Array.from(slots);
    this.ownScratch = ownScratch;
    this.members = scratches.map((scratch) => this.startMember(module, scratch));
  }

  /**
   * Waits for a free slot and calls a kernel on it.
   *
   * @param fill writes the input into the slot before the call
   * @param call returns the kernel call, for a slot and the address of the thread's working memory
   * @param take reads the output from the slot after the call
   * @returns an object once the slot is filled; its promise `done` resolves when the call has ended, and is rejected if `take` or the kernel fails
   */
  async submit(
    fill: (slot: Slot) => void,
    call: (slot: Slot, scratch: number) => KernelCall,
    take: (slot: Slot) => void,
  ): Promise<{ readonly done: Promise<void> }> {
    const slot = this.freeSlots.pop() ?? (await new Promise<Slot>((resolve) => this.waiting.push(resolve)));
    const finish = async () => {
      try {
        fill(slot);
        await this.run((scratch) => call(slot, scratch));
        take(slot);
      } finally {
        this.giveBack(slot);
      }
    };
    return { done: finish() };
  }

  /** Ends the threads. Unfinished calls are abandoned, and their promises never settle. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ thread }) => thread.stop()));
  }

  private startMember(module: WebAssembly.Module, scratch: number): Member {
    const calls: Call[] = [];
    const thread = startKernelThread({
      onDone: () => {
        const call = calls.shift();
        if (calls.length === 0) thread.setBusy(false);
        call?.onDone();
      },
      onLost: () => this.dismiss(member),
    });
    thread.post({ module, memory: this.memory.memory });
    const member: Member = { thread, scratch, calls };
    return member;
  }

  /** Removes a thread that has ended; the calling thread makes the calls that it did not answer. */
  private dismiss(member: Member): void {
    const index = this.members.indexOf(member);
    if (index < 0) return;
    this.members.splice(index, 1);
    member.thread.stop();
    for (const call of member.calls.splice(0)) this.runHere(call);
  }

  private run(of: Call["of"]): Promise<void> {
    return new Promise((onDone, onFailed) => {
      const call: Call = { of, onDone, onFailed };
      const [first, ...others] = this.members;
      if (first === undefined) {
        this.runHere(call);
        return;
      }
      const { thread, scratch, calls } = others.reduce(
        (idlest, member) => (member.calls.length < idlest.calls.length ? member : idlest),
        first,
      );
      calls.push(call);
      thread.setBusy(true);
      thread.post(of(scratch));
    });
  }

  private runHere({ of, onDone, onFailed }: Call): void {
    try {
      this.memory.call(of(this.ownScratch));
      onDone();
    } catch (error) {
      onFailed(error);
    }
  }

  private giveBack(slot: Slot): void {
    const next = this.waiting.shift();
    if (next === undefined) this.freeSlots.push(slot);
    else next(slot);
  }
}
