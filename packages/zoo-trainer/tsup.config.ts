import { packageBuild } from "@weightcast/config/tsup";

export default packageBuild([
  "src/index.ts",
  "src/node.ts",
  "src/network-worker.ts",
  "src/training-worker.ts",
]);
