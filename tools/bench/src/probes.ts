import { fileURLToPath } from "node:url";
import { peerPython, runJson } from "./processes.js";
import { median, say } from "./report.js";

/** The speed of forward passes, in pairs of a network and an image a second. */
export interface ProbesRun {
  readonly answers: number;
  /** The speed of gradients by the images, summed over the networks. */
  readonly gradients: number;
}

/** The sizes of a dream: 16 networks a step, 200 images. */
const NETWORKS = "16";
const IMAGES = "200";
const SECONDS = "5";
const RUNS = 3;

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Measures answers to probe images and gradients by them against PyTorch, on all cores. Runs take turns; medians are compared. */
export async function benchProbes(): Promise<void> {
  const python = peerPython("torch");
  const args = [NETWORKS, IMAGES, SECONDS];
  const [ours, torch]: [ProbesRun[], ProbesRun[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    ours.push(await runJson<ProbesRun>(process.execPath, [file("dist/probes-run.js"), ...args]));
    torch.push(await runJson<ProbesRun>(python, [file("peers/torch_probes.py"), ...args]));
  }
  for (const what of ["answers", "gradients"] as const) {
    const a = median(ours.map((run) => run[what]));
    const b = median(torch.map((run) => run[what]));
    say(`${what}: ours / PyTorch ${(a / b).toFixed(2)} (${a.toFixed(0)}, ${b.toFixed(0)} images a second)`);
  }
}
