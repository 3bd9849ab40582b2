/** A module of Node by its name, `node:os`; undefined where there is no Node, so that bundles for browsers need not know of it. */
export function nodeModule<Module>(name: string): Module | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => Module };
  };
  return process?.getBuiltinModule?.(name);
}

interface PageScope {
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

interface OperatingSystem {
  availableParallelism(): number;
}

/** Whether threads can share memory: not in a page without cross-origin isolation. */
export function canShareMemory(): boolean {
  return nodeModule("node:os") !== undefined || (globalThis as PageScope).crossOriginIsolated === true;
}

/** How many threads can run at the same time. */
export function coreCount(): number {
  const cores = nodeModule<OperatingSystem>("node:os")?.availableParallelism();
  return cores ?? (globalThis as PageScope).navigator?.hardwareConcurrency ?? 1;
}
