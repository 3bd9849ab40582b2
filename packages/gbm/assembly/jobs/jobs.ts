import { binColumn } from "../data/binning";
import { examineBlock } from "../growth/leaf-pair";
import { awaitJob, closeQueue, enterQueue, leaveQueue, openQueue, takeTask } from "./queue";
import { workOnBlock } from "./row-blocks";
import { binning, growth, Job, jobKind, larger, queue, rowJob, rules, smaller } from "./shared-data";

/** Says whether the thread that hands out work may block while it waits for others. */
export function allowSleep(isAllowed: bool): void {
  store<i32>(jobKind(), i32(isAllowed), 4);
}

/** Works on jobs, one after the other; never returns. */
export function serve(scratch: usize): void {
  let job = 0;
  for (;;) {
    job = awaitJob(queue(), job);
    enterQueue(queue());
    work(scratch);
    leaveQueue(queue());
  }
}

/** Does the tasks of a job on all threads that are free; the kind of the job is set before. */
export function run(tasks: i32, scratch: usize): void {
  openQueue(queue(), tasks);
  work(scratch);
  closeQueue(queue(), load<i32>(jobKind(), 4) === 1);
}

function work(scratch: usize): void {
  for (;;) {
    const task = takeTask(queue());
    if (task < 0) return;
    const kind = load<i32>(jobKind());
    if (kind === Job.Leaves) examineBlock(growth(), smaller(), larger(), rules(), task);
    else if (kind === Job.Rows) workOnBlock(rowJob(), task);
    else binColumn(binning(), task, scratch);
  }
}
