export { type Environment, SHARDS_VARIABLE, shardOfArrayTask } from "./batch/array-task.js";
export {
  BAD_INPUT_EXIT_CODE,
  type BatchJob,
  type BatchResources,
  type BatchStage,
  type ContainerPlace,
  type StageFiles,
  TRY_AGAIN_EXIT_CODE,
} from "./batch/batch-job.js";
export { kubernetesManifest, kubernetesObjects, type Manifest } from "./batch/kubernetes-manifest.js";
export { slurmScript } from "./batch/slurm-script.js";
