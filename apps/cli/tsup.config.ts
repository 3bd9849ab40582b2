import { packageBuild } from "@weightcast/config/tsup";

/** Our own packages are bundled, so that the published command is one package that installs by itself. */
export default packageBuild(["src/main.ts"], {
  dts: false,
  platform: "node",
  banner: { js: "#!/usr/bin/env node" },
  noExternal: [/^@weightcast\//],
});
