import type { EnvironmentRecord, MachineRecord } from "@weightcast/evaluation";
import { version } from "../../package.json";
import type { Made } from "../jobs/made.js";

/** When and where the fits of a reproduction were computed: the machines that computed most first. */
export function environmentRecord(made: readonly Made[]): EnvironmentRecord {
  const times = made.map(({ at }) => at).sort();
  const machines = new Map<string, MachineRecord>();
  for (const { machine } of made) {
    const key = JSON.stringify(machine);
    machines.set(key, { ...machine, fits: (machines.get(key)?.fits ?? 0) + 1 });
  }
  return {
    format: 1,
    weightcast: version,
    first: times[0] ?? null,
    last: times.at(-1) ?? null,
    machines: Array.from(machines.values()).sort((a, b) => b.fits - a.fits),
  };
}
