import { startCli } from "./run-cli.js";

/** Starts `weightcast ui`: its address once it says so, and what stops it and tells its exit code. */
export async function startUi(
  ...args: readonly string[]
): Promise<{ readonly url: string; readonly stop: () => Promise<number | null> }> {
  const { child, ended } = startCli("ui", ...args, "--json");
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout!.on("data", (chunk) => {
      said += chunk;
      const found = /"url": "(.*)"/.exec(said);
      if (found !== null) resolve(found[1]!);
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  const stop = async () => {
    child.kill("SIGINT");
    return (await ended).code;
  };
  return { url, stop };
}
