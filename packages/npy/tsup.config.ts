import { packageBuild } from "@weightcast/config/tsup";

export default packageBuild(["src/index.ts"]);
