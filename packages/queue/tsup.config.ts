import { packageBuild } from "@weightcast/config/tsup";

export default packageBuild(["src/index.ts", "src/node.ts"], {
  external: ["bullmq", "@aws-sdk/client-s3", "@aws-sdk/lib-storage"],
});
