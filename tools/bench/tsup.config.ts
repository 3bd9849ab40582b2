import { programBuild } from "@weightcast/config/tsup";

export default programBuild([
  "src/main.ts",
  "src/dnn-run.ts",
  "src/gbm-run.ts",
  "src/train-run.ts",
  "src/train-worker.ts",
]);
