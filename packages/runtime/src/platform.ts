/** A module of Node by its name, `node:os`; undefined where there is no Node, so that bundles for browsers need not know of it. */
export function nodeModule<Module>(name: string): Module | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => Module };
  };
  return process?.getBuiltinModule?.(name);
}

interface Scope {
  readonly crossOriginIsolated?: boolean;
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

interface OperatingSystem {
  availableParallelism(): number;
}

/** Whether threads can share memory: not in a page without cross-origin isolation. */
export function canShareMemory(): boolean {
  return nodeModule("node:os") !== undefined || (globalThis as Scope).crossOriginIsolated === true;
}

/** How many threads are worth starting: as many as the environment variable OMP_NUM_THREADS says, else as many as can run at the same time. */
export function coreCount(): number {
  const { navigator, process } = globalThis as Scope;
  const told = Number(process?.env?.OMP_NUM_THREADS);
  if (Number.isSafeInteger(told) && told > 0) return told;
  const cores = nodeModule<OperatingSystem>("node:os")?.availableParallelism();
  return cores ?? navigator?.hardwareConcurrency ?? 1;
}
