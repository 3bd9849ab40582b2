import { programBuild } from "@weightcast/config/tsup";

export default programBuild(["src/main.ts"], { platform: "node" });
