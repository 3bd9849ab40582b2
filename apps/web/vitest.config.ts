import config from "@weightcast/config/vitest";
import { mergeConfig, type UserConfig } from "vitest/config";

const webConfig: UserConfig = mergeConfig(config, {
  // What a page shows takes longer than a second on a machine that is at work on much else.
  test: { expect: { poll: { timeout: 15_000 } } },
});

export default webConfig;
