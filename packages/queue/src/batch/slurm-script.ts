import { SHARDS_VARIABLE } from "./array-task.js";
import {
  BAD_INPUT_EXIT_CODE,
  type BatchJob,
  type BatchResources,
  type BatchStage,
  MOST_RETRIES,
} from "./batch-job.js";

/** How long before the time limit a task is asked to stop, in seconds: enough to end what is being written. */
const NOTICE_SECONDS = 60;
const MINUTE = 60;

/**
 * A shell script that submits a job to Slurm: one `sbatch` a stage, an array where the stage has several tasks, each of which waits for the
 * stage before it (`afterok`). A task that fails, or that its time limit stops, is queued again, at most 5 times; one that ends with exit
 * code 2, or that is cancelled, is not.
 */
export function slurmScript(job: BatchJob): string {
  return [
    "#!/bin/sh",
    `# Submits ${job.name} to Slurm: run this script where sbatch works, in a folder that all nodes share.`,
    "# WEIGHTCAST is the program (default: weightcast); SBATCH_PARTITION, SBATCH_ACCOUNT and the like go to sbatch.",
    "set -eu",
    ...job.stages.flatMap((stage, index) => ["", ...submission(job, stage, index)]),
    "",
  ].join("\n");
}

function submission({ name, stages, resources }: BatchJob, stage: BatchStage, index: number): string[] {
  const options = [
    `--job-name=${name}-${stage.name}`,
    ...(stage.tasks > 1 ? [`--array=0-${stage.tasks - 1}`] : []),
    ...resourceOptions(resources),
    "--requeue",
    "--open-mode=append",
    ...(index === 0 ? [] : [`--dependency=afterok:"$job"`, "--kill-on-invalid-dep=yes"]),
  ];
  const end = "WEIGHTCAST_TASK";
  const isLast = index === stages.length - 1;
  return [
    `job=$(sbatch --parsable ${options.join(" ")} <<'${end}'`,
    ...taskScript(stage),
    end,
    ")",
    // A cluster's name may follow the number.
    `job=\${job%%;*}`,
    `echo "${stage.name}: job $job${isLast ? "" : `, ${stage.tasks} tasks`}"`,
  ];
}

function resourceOptions({ cpus, memory, seconds }: BatchResources): string[] {
  const options = [`--ntasks=1 --cpus-per-task=${cpus} --mem=${memory}`];
  if (seconds === undefined) return options;
  // Slurm counts in minutes.
  const minutes = Math.max(1, Math.ceil(seconds / MINUTE));
  return [...options, `--time=${minutes}`, `--signal=B:USR1@${NOTICE_SECONDS}`];
}

/** The script of a task. It asks for another turn itself, because Slurm looks at exit codes only where its administrator says so. */
function taskScript(stage: BatchStage): string[] {
  return [
    "#!/bin/sh",
    ...(stage.tasks > 1 ? [`export ${SHARDS_VARIABLE}=${stage.tasks}`] : []),
    `\${WEIGHTCAST:-weightcast} ${stage.words.map(quoted).join(" ")} &`,
    "work=$!",
    "again=yes",
    // The time limit is near: what is finished is kept, and the task goes on in its next turn.
    `trap 'kill -TERM "$work"' USR1`,
    `trap 'again=no; kill -TERM "$work"' TERM INT`,
    'wait "$work"',
    "status=$?",
    // A signal ends the first wait, not the work.
    'if kill -0 "$work" 2> /dev/null; then wait "$work"; status=$?; fi',
    `case $status in 0 | ${BAD_INPUT_EXIT_CODE}) again=no ;; esac`,
    `if [ "$again" = yes ] && [ "\${SLURM_RESTART_COUNT:-0}" -lt ${MOST_RETRIES} ]; then`,
    '  scontrol requeue "$SLURM_JOB_ID" && sleep 60',
    "fi",
    'exit "$status"',
  ];
}

/** A word for the shell: in quotes, except where it has no character that the shell knows. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
