import { programBuild } from "@weightcast/config/tsup";

export default programBuild(["src/main.ts", "src/worker.ts"]);
