import type { KernelExports, KernelMemory } from "./kernel-memory.js";
import { type KernelCall, type KernelThread, startKernelThread } from "./kernel-threads.js";

/** A thread at work. */
interface Member {
  readonly thread: KernelThread;
  readonly scratch: number;
  /** The calls that it has not answered, oldest first. */
  readonly calls: Call[];
}

interface Call {
  readonly of: (scratch: number) => KernelCall;
  readonly onDone: () => void;
  readonly onFailed: (error: unknown) => void;
}

export interface KernelPoolOptions<Slot extends object> {
  readonly module: WebAssembly.Module;
  /** Address of the memory that each thread works in: a thread is started for each, which needs a shared memory. */
  readonly scratches: readonly number[];
  /** The same for the calling thread, which works where no other does. */
  readonly ownScratch: number;
  /** What calls work on: no slot is used by two calls at a time. */
  readonly slots: readonly Slot[];
}

/**
 * Threads that call kernels on memory that they share with the caller; with no threads, the calling one does all. Slots are few: who
 * brings more work waits until one is free.
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
   * @param fill writes the input into the slot, before the call
   * @param call what to call, in the memory of the thread that it is given
   * @param take reads the output from the slot, after the call
   * @returns once the slot is filled, a promise of the end of the call; it is rejected where `take` or the kernel fails
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

  /** Ends the threads. Calls that are under way are abandoned: their promises never settle. */
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

  /** The calls that a lost thread did not answer are made on the calling thread. */
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
