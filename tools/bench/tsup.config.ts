import { packageBuild } from "@weightcast/config/tsup";

export default packageBuild(["src/main.ts", "src/gbm-run.ts"], { dts: false });
