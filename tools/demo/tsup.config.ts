import { packageBuild } from "@weightcast/config/tsup";

export default packageBuild(["src/demo.ts", "src/make-sample.ts"], { dts: false });
