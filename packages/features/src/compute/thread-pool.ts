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

/** So many groups of rows are kept for each thread: the next ones lie ready while it computes, so that it never waits for the reader. */
const GROUPS_PER_THREAD = 3;
/** Memory that all threads together may need. Longer rows are computed on one thread, which needs the least. */
const MOST_BYTES = 2 ** 28;

/** A thread of the pool. */
interface Member {
  readonly thread: Thread;
  readonly scratch: number;
  /** Its unanswered calls, oldest first. */
  readonly calls: Call[];
}

/** The computation of one group of rows. */
interface Call {
  readonly group: RowGroup;
  readonly rows: number;
  readonly onDone: () => void;
}

/** How many threads a pool for a program may have: 1 where the program has no results, threads cannot share memory or rows are too long. */
export function mostPoolThreads(program: KernelProgram): number {
  if (program.results === 0 || !canShareMemory()) return 1;
  return Math.max(1, Math.floor(MOST_BYTES / threadBytes(program, GROUPS_PER_THREAD)));
}

/**
 * Threads that run one program on groups of rows in memory that they share. The number of groups is fixed: `start` waits until a group
 * is free.
 */
export class ThreadPool {
  private readonly memory = new FeatureMemory(true);
  private readonly computations: number;
  private readonly ownScratch: number;
  private readonly groupRows: number;
  private readonly freeGroups: RowGroup[];
  private readonly waiting: ((group: RowGroup) => void)[] = [];
  private readonly members: Member[];

  /** @param mostRows how many rows there will be in all: groups need not be larger */
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
   * Runs the program on a block of rows. It may be called again before earlier blocks are done.
   *
   * @param weights [rows, parameters]; all rows have been copied once the promise that `start` returns is kept
   * @param take called for each group of rows, in any order
   * @returns `done`, a promise that is kept when all rows are computed
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

  /** Ends all threads at once. The promises of unfinished blocks stay pending. */
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

  /** Takes a lost thread out of the pool and computes its unanswered calls on this thread. */
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
