/**
 * Work shared between threads: a job is a number of tasks, each of which is done by the thread that takes it.
 * `control` points to three numbers, each in a cache line of its own: the number of jobs so far, the number
 * of tasks that are not taken yet, the number of threads at work.
 */
const REMAINING: usize = 64;
const ACTIVE: usize = 128;
/** The size of a queue in bytes. */
export const QUEUE_BYTES: usize = 192;

/**
 * The number of turns of waiting for work before a thread sleeps, about 0.1 ms. Waking a thread takes as
 * long, and within a tree none should sleep.
 */
const SPINS = 200_000;

/** Takes a task and returns its number, the last tasks first; -1 if none is left. */
export function takeTask(control: usize): i32 {
  if (ASC_FEATURE_THREADS) {
    // A thread that comes late to a job finds no task, and reads nothing else of the job.
    return max(0, atomic.sub<i32>(control + REMAINING, 1)) - 1;
  }
  const left = load<i32>(control + REMAINING);
  store<i32>(control + REMAINING, left - 1);
  return left - 1;
}

/** Lets other threads take `tasks` tasks. The data that the tasks read must have been written before. */
export function openQueue(control: usize, tasks: i32): void {
  if (ASC_FEATURE_THREADS) {
    atomic.store<i32>(control + REMAINING, tasks);
    atomic.add<i32>(control, 1);
    atomic.notify(control, -1);
  } else {
    store<i32>(control + REMAINING, tasks);
  }
}

/** Waits until no other thread is at work. */
export function closeQueue(control: usize, canSleep: bool): void {
  if (ASC_FEATURE_THREADS) {
    let spins = SPINS;
    for (;;) {
      const active = atomic.load<i32>(control + ACTIVE);
      if (active === 0) return;
      if (canSleep && --spins === 0) {
        atomic.wait<i32>(control + ACTIVE, active, -1);
        spins = SPINS;
      }
    }
  }
}

/** Waits for a job other than number `seen` and returns its number. */
export function awaitJob(control: usize, seen: i32): i32 {
  if (ASC_FEATURE_THREADS) {
    let spins = SPINS;
    for (;;) {
      const job = atomic.load<i32>(control);
      if (job !== seen) return job;
      if (--spins === 0) {
        atomic.wait<i32>(control, seen, -1);
        spins = SPINS;
      }
    }
  }
  return seen;
}

export function enterQueue(control: usize): void {
  if (ASC_FEATURE_THREADS) atomic.add<i32>(control + ACTIVE, 1);
}

export function leaveQueue(control: usize): void {
  if (ASC_FEATURE_THREADS) {
    if (atomic.sub<i32>(control + ACTIVE, 1) === 1) atomic.notify(control + ACTIVE, -1);
  }
}
