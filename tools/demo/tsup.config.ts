import { programBuild } from "@weightcast/config/tsup";

export default programBuild(["src/demo.ts", "src/make-sample.ts"]);
