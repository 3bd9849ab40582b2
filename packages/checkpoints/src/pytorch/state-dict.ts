import { LIMITS } from "../limits.js";
import { PickleGlobal, PickleTuple, type PickleValue, TorchStorage, TorchTensor } from "./pickle-values.js";

/** The tensors of a network, selected from all that a file contains. */
export interface StateDict {
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** Numbers and texts that the file stores beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** The keys under which training scripts store the network's weights, the most usual first. */
const WRAPPERS = ["state_dict", "model_state_dict", "model", "module", "network", "net"];
/** The keys under which the file stores values that are not weights of the network. */
const TRAINING_STATE =
  /^(?:optimi[sz]er|lr_scheduler|scheduler|scaler|callbacks|loops|rng|cuda_rng|amp|ema_optimizer)(?:s|_states?|_state_dict|_states_dict)?$/i;
/** The prefixes that wrappers of modules put before each tensor's name. */
const PREFIXES = ["module.", "_orig_mod.", "model."];

/**
 * Finds the network's weights among the values in a PyTorch file: unwraps `state_dict`, `model` and the like,
 * leaves out optimizers, removes prefixes that all names share (`module.` of DataParallel, `_orig_mod.` of
 * torch.compile, `model.`), and notes each of these.
 *
 * @returns undefined where nesting, names or the number of tensors exceed the limits
 */
export function findStateDict(root: PickleValue): StateDict | undefined {
  const notes: string[] = [];
  const metadata: Record<string, string> = {};
  let value = root;
  for (let depth = 0; value instanceof Map; depth++) {
    collectMetadata(value, metadata);
    const wrapper = wrapperOf(value);
    if (wrapper === undefined) break;
    if (depth > LIMITS.pickleDepth) return undefined;
    notes.push(`took the weights from '${wrapper}'${leftOut(value, wrapper)}`);
    value = value.get(wrapper) ?? null;
  }
  const search = new TensorSearch();
  search.collect(value, "", 0);
  if (!search.isWithinLimits) return undefined;
  notes.push(...search.notes);
  return { tensors: withoutPrefixes(search.found, notes), metadata, notes };
}

function wrapperOf(map: ReadonlyMap<PickleValue, PickleValue>): string | undefined {
  return WRAPPERS.find((name) => {
    const inner = map.get(name);
    return inner instanceof Map && inner.size > 0;
  });
}

function leftOut(map: ReadonlyMap<PickleValue, PickleValue>, wrapper: string): string {
  const others = Array.from(map.keys()).filter((key) => typeof key === "string" && key !== wrapper);
  if (others.length === 0) return "";
  return ` and left out ${others.slice(0, 10).join(", ")}${others.length > 10 ? ", …" : ""}`;
}

/** A walk through nested containers, each of which is visited once however often it is referred to. */
class TensorSearch {
  readonly found: Map<string, TorchTensor> = new Map();
  readonly notes: string[] = [];
  isWithinLimits = true;
  private readonly seen = new Set<PickleValue>();

  collect(value: PickleValue, name: string, depth: number): void {
    if (depth > LIMITS.pickleDepth || this.found.size > LIMITS.tensors || name.length > LIMITS.nameLength) {
      this.isWithinLimits = false;
    }
    if (!this.isWithinLimits) return;
    if (value instanceof TorchTensor) {
      this.found.set(name === "" ? "tensor" : name, value);
      return;
    }
    if (this.seen.has(value)) return;
    this.seen.add(value);
    for (const [key, child] of childrenOf(value)) {
      if (TRAINING_STATE.test(key)) this.notes.push(`left out ${key}, the state of training`);
      else this.collect(child, name === "" ? key : `${name}.${key}`, depth + 1);
    }
  }
}

function childrenOf(value: PickleValue): [string, PickleValue][] {
  if (value instanceof Map)
    return Array.from(value, ([key, child]): [string, PickleValue] => [nameOf(key), child]);
  if (value instanceof PickleTuple) return value.items.map((child, i) => [String(i), child]);
  return Array.isArray(value) ? value.map((child, i) => [String(i), child]) : [];
}

function collectMetadata(map: ReadonlyMap<PickleValue, PickleValue>, metadata: Record<string, string>): void {
  for (const [key, value] of map) {
    if (typeof key !== "string" || !isScalar(value)) continue;
    Object.defineProperty(metadata, key, {
      value: String(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}

function isScalar(value: PickleValue): boolean {
  if (value === null || value instanceof PickleGlobal || value instanceof TorchStorage) return false;
  return typeof value !== "object";
}

/** Keys must be texts or numbers; other keys, such as tuples, cannot be part of a tensor's name. */
function nameOf(key: PickleValue): string {
  return typeof key === "string" || typeof key === "number" ? String(key) : "?";
}

function withoutPrefixes(found: Map<string, TorchTensor>, notes: string[]): Map<string, TorchTensor> {
  const names = Array.from(found.keys());
  const prefix = PREFIXES.find((start) => names.length > 0 && names.every((name) => name.startsWith(start)));
  if (prefix === undefined) return found;
  notes.push(`took the prefix '${prefix}' off all names`);
  const shorter = new Map(Array.from(found, ([name, tensor]) => [name.slice(prefix.length), tensor]));
  return withoutPrefixes(shorter, notes);
}
