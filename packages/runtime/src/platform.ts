/** A built-in module of Node by its name, `node:os`; undefined outside Node. Bundlers for browsers need not resolve the module. */
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

/**
 * Returns whether threads can share memory, which is not possible in a web page without cross-origin
 * isolation.
 */
export function canShareMemory(): boolean {
  return nodeModule("node:os") !== undefined || (globalThis as Scope).crossOriginIsolated === true;
}

/** The number of threads to start: the value of the environment variable OMP_NUM_THREADS, or else the number of available cores. */
export function coreCount(): number {
  const { navigator, process } = globalThis as Scope;
  const told = Number(process?.env?.OMP_NUM_THREADS);
  if (Number.isSafeInteger(told) && told > 0) return told;
  const cores = nodeModule<OperatingSystem>("node:os")?.availableParallelism();
  return cores ?? navigator?.hardwareConcurrency ?? 1;
}
