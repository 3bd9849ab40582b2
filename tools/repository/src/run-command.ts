import { spawn } from "node:child_process";

export interface CommandOptions {
  readonly cwd: string;
  /** The time in seconds after which the command is stopped, and fails. */
  readonly seconds: number;
}

/**
 * Runs a command and waits for its end.
 *
 * @returns the text that the command wrote to stdout
 * @throws Error with the end of what it wrote, where it fails or takes too long
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, seconds }: CommandOptions,
): Promise<string> {
  // The commands of npm and pnpm are scripts on Windows, which only a shell runs.
  const shell = process.platform === "win32" && command !== process.execPath;
  const given = shell ? args.map((argument) => `"${argument}"`) : args;
  const child = spawn(command, given, { cwd, shell, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr, isLate] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, seconds * 1000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  }).finally(() => clearTimeout(timer));
  if (code === 0) return stdout;
  const words = [command, ...args].join(" ");
  const reason = isLate ? `was not done after ${seconds} s` : `ended with code ${code}`;
  throw new Error(`${words} ${reason}\n${stdout.slice(-2000)}${stderr.slice(-4000)}`);
}
