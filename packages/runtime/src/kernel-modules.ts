/**
 * Kernels that exist for memory that threads share and for one that they do not; each is compiled when it is first asked for.
 *
 * @param bytes WebAssembly
 * @param sharedBytes the same for shared memory
 */
export function kernelModules(
  bytes: Uint8Array<ArrayBuffer>,
  sharedBytes: Uint8Array<ArrayBuffer>,
): (isShared: boolean) => WebAssembly.Module {
  let compiled: WebAssembly.Module | undefined;
  let compiledShared: WebAssembly.Module | undefined;
  return (isShared) => {
    if (isShared) {
      compiledShared ??= new WebAssembly.Module(sharedBytes);
      return compiledShared;
    }
    compiled ??= new WebAssembly.Module(bytes);
    return compiled;
  };
}
