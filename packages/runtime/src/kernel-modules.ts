/**
 * Makes a function that returns a module of kernels, for shared or for unshared memory. Each of the two is compiled at its first use.
 *
 * @param bytes the WebAssembly module for unshared memory
 * @param sharedBytes the same kernels, compiled for memory that threads share
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
