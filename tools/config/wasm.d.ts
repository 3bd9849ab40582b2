/** A kernel, compiled from the AssemblyScript file of the same name. */
declare module "*.wasm" {
  /** The WebAssembly module; it imports `env.memory`. */
  export const bytes: Uint8Array<ArrayBuffer>;
}

/** The same for shared memory. */
declare module "*.wasm?shared" {
  export const bytes: Uint8Array<ArrayBuffer>;
}
