import { LIMITS } from "../limits.js";
import { construct, isKnownGlobal, storageOf } from "./pickle-globals.js";
import { PickleReader } from "./pickle-reader.js";
import { PickleGlobal, PickleTuple, type PickleValue } from "./pickle-values.js";

/**
 * Returns the value of a pickle as torch.save writes it. No code of the pickle is run: the pickle may name
 * only the functions and classes of `pickle-globals`, each of which is data here; any other is refused by its
 * name before anything is made of it.
 *
 * @param what names the pickle in errors
 * @throws InputError, with the byte of the pickle, where it is malformed or truncated, or names something
 * unknown
 */
export function unpickle(bytes: Uint8Array, what: string, file: string): PickleValue {
  return new Unpickler(new PickleReader(bytes, what, file)).run();
}

/** The stack machine of pickles. The letters are the opcodes as Python's pickletools prints them. */
class Unpickler {
  private stack: PickleValue[] = [];
  /** The stacks that were saved at each mark. */
  private readonly marked: PickleValue[][] = [];
  private readonly memo = new Map<number, PickleValue>();
  private values = 0;
  private containers = 0;

  constructor(private readonly input: PickleReader) {}

  run(): PickleValue {
    for (;;) {
      const byte = this.input.position;
      const code = String.fromCharCode(this.input.u8());
      if (code === ".") return this.pop();
      if (!this.constant(code) && !this.container(code) && !this.memorise(code)) this.object(code, byte);
    }
  }

  /** Handles opcodes that push a number, a text or bytes. */
  private constant(code: string): boolean {
    const { input } = this;
    switch (code) {
      case "N":
        return this.push(null);
      case "\x88":
        return this.push(true);
      case "\x89":
        return this.push(false);
      case "J":
        return this.push(input.i32());
      case "K":
        return this.push(input.u8());
      case "M":
        return this.push(input.u16());
      case "\x8a":
        return this.push(input.integer(input.u8()));
      case "\x8b":
        return this.push(input.integer(input.u32()));
      case "G":
        return this.push(input.f64());
      case "X":
        return this.push(input.text(input.u32()));
      case "\x8c":
        return this.push(input.text(input.u8()));
      case "\x8d":
        return this.push(input.text(input.u64()));
      case "U":
        return this.push(input.text(input.u8()));
      case "T":
        return this.push(input.text(input.u32()));
      case "C":
        return this.push(input.raw(input.u8()));
      case "B":
        return this.push(input.raw(input.u32()));
      case "\x8e":
        return this.push(input.raw(input.u64()));
      default:
        return false;
    }
  }

  /** Handles opcodes that make or fill tuples, lists, dictionaries and sets. */
  private container(code: string): boolean {
    switch (code) {
      case ")":
        return this.push(new PickleTuple([]));
      case "\x85":
        return this.push(new PickleTuple(this.popMany(1)));
      case "\x86":
        return this.push(new PickleTuple(this.popMany(2)));
      case "\x87":
        return this.push(new PickleTuple(this.popMany(3)));
      case "t":
        return this.push(new PickleTuple(this.popMark()));
      case "]":
      case "\x8f":
        return this.push([]);
      case "l":
        return this.push(this.popMark());
      case "}":
        return this.push(new Map());
      case "d":
        return this.push(this.fill(new Map(), this.popMark()));
      case "a":
        return this.append(this.popMany(1));
      case "e":
      case "\x90":
        return this.append(this.popMark());
      case "s":
        return this.setItems(this.popMany(2));
      case "u":
        return this.setItems(this.popMark());
      case "(":
        if (this.marked.length >= LIMITS.pickleDepth) {
          throw this.input.fail(`is nested deeper than the ${LIMITS.pickleDepth} levels allowed`);
        }
        this.marked.push(this.stack);
        this.stack = [];
        return true;
      case "0":
        this.pop();
        return true;
      default:
        return false;
    }
  }

  /**
   * Handles opcodes that store a value under a number and fetch it, and opcodes that do not change values.
   */
  private memorise(code: string): boolean {
    const { input, memo } = this;
    switch (code) {
      case "q":
        memo.set(input.u8(), this.top());
        return true;
      case "r":
        memo.set(input.u32(), this.top());
        return true;
      case "\x94":
        memo.set(memo.size, this.top());
        return true;
      case "h":
        return this.push(this.remembered(input.u8()));
      case "j":
        return this.push(this.remembered(input.u32()));
      case "\x80":
        input.u8();
        return true;
      case "\x95":
        input.u64();
        return true;
      default:
        return false;
    }
  }

  /** Handles opcodes that look up and call functions in Python. */
  private object(code: string, byte: number): void {
    switch (code) {
      case "c":
        this.push(this.global(`${this.input.line()}.${this.input.line()}`, byte));
        return;
      case "\x93":
        this.push(this.global(this.popTexts(2).join("."), byte));
        return;
      case "R":
        this.reduce(byte);
        return;
      case "b":
        // The state of an ordered dictionary or of a scalar's dtype holds only attributes, such as the
        // versions of modules.
        this.pop();
        this.top();
        return;
      case "Q": {
        const storage = storageOf(this.pop());
        if (storage === undefined)
          throw this.input.fail("refers to something that is no storage of numbers", byte);
        this.push(storage);
        return;
      }
      default:
        throw this.input.fail(
          `has the opcode 0x${code.charCodeAt(0).toString(16)}, which torch.save does not write`,
          byte,
        );
    }
  }

  private global(name: string, byte: number): PickleGlobal {
    if (isKnownGlobal(name)) return new PickleGlobal(name, byte);
    throw this.input.fail(
      `names ${name.slice(0, 100)}, which is not among the constructors of plain tensors, so it is refused: nothing of it was run. Save the state_dict() alone, in PyTorch`,
      byte,
    );
  }

  private reduce(byte: number): void {
    const [callee, args] = this.popMany(2);
    if (!(callee instanceof PickleGlobal) || !(args instanceof PickleTuple)) {
      throw this.input.fail("calls something that is no known constructor", byte);
    }
    const value = construct(callee.name, args.items, byte);
    if (value === undefined)
      throw this.input.fail(`calls ${callee.name} with arguments that it does not take`, byte);
    this.push(value);
  }

  private append(items: readonly PickleValue[]): true {
    const list = this.top();
    if (!Array.isArray(list)) throw this.input.fail("appends to what is no list");
    for (const item of items) list.push(item);
    return true;
  }

  private setItems(items: readonly PickleValue[]): true {
    const map = this.top();
    if (!(map instanceof Map)) throw this.input.fail("sets an item of what is no dictionary");
    this.fill(map, items);
    return true;
  }

  private fill(
    map: Map<PickleValue, PickleValue>,
    items: readonly PickleValue[],
  ): Map<PickleValue, PickleValue> {
    if (items.length % 2 !== 0) throw this.input.fail("has a dictionary's key without a value");
    items.forEach((key, i) => {
      const value = items[i + 1];
      if (i % 2 === 0 && value !== undefined) map.set(key, value);
    });
    return map;
  }

  private remembered(index: number): PickleValue {
    const value = this.memo.get(index);
    if (value === undefined) throw this.input.fail(`fetches value ${index}, which was never stored`);
    return value;
  }

  private push(value: PickleValue): true {
    this.values++;
    if (typeof value === "object") this.containers++;
    if (this.values > LIMITS.pickleValues || this.containers > LIMITS.pickleContainers) {
      throw this.input.fail(
        `holds more than the ${LIMITS.pickleValues} values or ${LIMITS.pickleContainers} containers allowed`,
      );
    }
    this.stack.push(value);
    return true;
  }

  private pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined) throw this.input.fail("takes a value from an empty stack");
    return value;
  }

  private top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined) throw this.input.fail("takes a value from an empty stack");
    return value;
  }

  private popMany(count: number): PickleValue[] {
    if (this.stack.length < count) throw this.input.fail("takes values from an empty stack");
    return this.stack.splice(-count);
  }

  private popTexts(count: number): string[] {
    const texts = this.popMany(count).filter((value) => typeof value === "string");
    if (texts.length < count) throw this.input.fail("names something by what is no text");
    return texts;
  }

  private popMark(): PickleValue[] {
    const below = this.marked.pop();
    if (below === undefined) throw this.input.fail("goes back to a mark that was never set");
    const above = this.stack;
    this.stack = below;
    return above;
  }
}
