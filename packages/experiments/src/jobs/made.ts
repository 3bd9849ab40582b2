import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
import type { MachineRecord } from "@weightcast/evaluation";
import * as v from "valibot";

/** When and on which machine something was computed. */
export interface Made {
  /** The time in the form of ISO 8601. */
  readonly at: string;
  readonly machine: Omit<MachineRecord, "fits">;
}

export const MadeSchema: v.GenericSchema<unknown, Made> = v.object({
  at: v.string(),
  machine: v.object({
    system: v.string(),
    processor: v.string(),
    cores: v.number(),
    memory: v.number(),
    node: v.string(),
  }),
});

/** This moment on this machine. */
export function madeNow(): Made {
  return {
    at: new Date().toISOString(),
    machine: {
      system: `${platform()} ${arch()}`,
      processor: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memory: totalmem(),
      node: process.versions.node,
    },
  };
}
