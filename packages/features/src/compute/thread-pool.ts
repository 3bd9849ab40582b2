import type { Matrix } from "@weightcast/core";
import { canShareMemory } from "@weightcast/runtime";
import { FeatureMemory } from "./feature-memory.js";
import {
  copyRows,
  type KernelProgram,
  placeProgram,
  placeRowGroup,
  type RowGroup,
  threadBytes,
} from "./kernel-program.js";
import { kernelModule } from "./kernels.js";
import type { TakeResults } from "./own-thread.js";
import { type KernelCall, startThread, type Thread } from "./threads.js";

/** So many groups of rows can lie ready for each thread: it need not wait for this one. */
const GROUPS_PER_THREAD = 3;
/** Where threads would need more memory, rows are so long that they are left to one thread, which needs the least. */
const MOST_BYTES = 2 ** 28;

/** A thread at work. */
interface Member {
  readonly thread: Thread;
  readonly scratch: number;
  /** What it has not answered, oldest first. */
  readonly calls: Call[];
}

interface Call {
  readonly group: RowGroup;
  readonly rows: number;
  readonly onDone: () => void;
}

/** How many threads there can be in a pool for a program: 1 where a pool makes no sense. */
export function mostPoolThreads(program: KernelProgram): number {
  if (program.results === 0 || !canShareMemory()) return 1;
  return Math.max(1, Math.floor(MOST_BYTES / threadBytes(program, GROUPS_PER_THREAD)));
}

/**
 * Threads that run one program on groups of rows in memory that they share. The groups are few: who brings more rows waits until
 * one is free.
 */
export class ThreadPool {
  private readonly memory = new FeatureMemory(true);
  private readonly computations: number;
  private readonly ownScratch: number;
  private readonly groupRows: number;
  private readonly freeGroups: RowGroup[];
  private readonly waiting: ((group: RowGroup) => void)[] = [];
  private readonly members: Member[];

  /** @param mostRows how many rows there will be at all */
  constructor(
    private readonly program: KernelProgram,
    threads: number,
    mostRows: number,
  ) {
    const { memory } = this;
    this.computations = placeProgram(memory, program);
    const scratches = Array.from({ length: threads + 1 }, () =>
      memory.allocateScratch(program.mostValues, program.mostRanks),
    );
    this.ownScratch = scratches.pop()!;
    this.freeGroups = Array.from({ length: GROUPS_PER_THREAD * threads }, () =>
      placeRowGroup(memory, program, mostRows),
    );
    this.groupRows = this.freeGroups[0]!.capacity;
    this.members = scratches.map((scratch) => this.startMember(scratch));
  }

  /**
   * Runs the program on a block of rows; several blocks may be under way.
   *
   * @param weights [rows, parameters]; copied when the promise is kept
   * @param take called for group after group, in any order
   * @returns a promise of when all rows are done
   */
  async start(
    weights: Matrix<Float32Array>,
    take: TakeResults,
  ): Promise<{ readonly done: Promise<unknown> }> {
    const { memory, program } = this;
    const groups: Promise<void>[] = [];
    for (let first = 0; first < weights.rows; first += this.groupRows) {
      const rows = Math.min(this.groupRows, weights.rows - first);
      const group = await this.takeGroup();
      copyRows(memory, weights, first, rows, group.weights);
      groups.push(
        this.run(group, rows).then(() => {
          take(first, rows, memory.f64(group.results, rows * program.results), memory.u8(group.finite, rows));
          this.giveBack(group);
        }),
      );
    }
    return { done: Promise.all(groups) };
  }

  /** What is under way is never done. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ thread }) => thread.stop()));
  }

  private startMember(scratch: number): Member {
    const calls: Call[] = [];
    const thread = startThread({
      onDone: () => {
        const call = calls.shift();
        if (calls.length === 0) thread.setBusy(false);
        call?.onDone();
      },
      onLost: () => this.dismiss(member),
    });
    thread.post({ module: kernelModule(true), memory: this.memory.memory });
    const member: Member = { thread, scratch, calls };
    return member;
  }

  /** What a lost thread did not do is done here. */
  private dismiss(member: Member): void {
    const index = this.members.indexOf(member);
    if (index < 0) return;
    this.members.splice(index, 1);
    member.thread.stop();
    for (const call of member.calls.splice(0)) this.runHere(call);
  }

  private run(group: RowGroup, rows: number): Promise<void> {
    return new Promise((onDone) => {
      const call: Call = { group, rows, onDone };
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
      thread.post(this.kernelCall(call, scratch));
    });
  }

  private runHere(call: Call): void {
    this.memory.kernels.computeRows(...this.kernelCall(call, this.ownScratch));
    call.onDone();
  }

  private kernelCall({ group, rows }: Call, scratch: number): KernelCall {
    const { computations, parameters } = this.program;
    return [
      this.computations,
      computations.length,
      scratch,
      group.weights,
      rows,
      parameters,
      group.results,
      group.finite,
    ];
  }

  private takeGroup(): RowGroup | Promise<RowGroup> {
    return this.freeGroups.pop() ?? new Promise((resolve) => this.waiting.push(resolve));
  }

  private giveBack(group: RowGroup): void {
    const next = this.waiting.shift();
    if (next === undefined) this.freeGroups.push(group);
    else next(group);
  }
}
