import { programBuild } from "@weightcast/config/tsup";

export default programBuild([
  "src/main.ts",
  "src/command-run.ts",
  "src/dnn-run.ts",
  "src/features-run.ts",
  "src/gbm-explain-run.ts",
  "src/gbm-run.ts",
  "src/probes-run.ts",
  "src/train-run.ts",
  "src/train-worker.ts",
]);
