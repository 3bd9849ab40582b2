import { LIMITS } from "../limits.js";
import type { Hdf5Reader } from "./hdf5-reader.js";
import { MESSAGE, type ObjectHeader } from "./object-header.js";

/** Bytes before the entries of a tree's node. */
const NODE_BYTES = 24;
const SYMBOL_BYTES = 40;
const HARD_LINK = 0;
const SOFT_SYMBOL = 2;

/**
 * The objects of a group by name: the addresses of their headers. Soft and external links are left out.
 *
 * @returns undefined where the object is no group
 * @throws InputError where the group is malformed, or too large
 */
export async function groupLinks(header: ObjectHeader): Promise<Map<string, number> | undefined> {
  const table = header.find(MESSAGE.symbolTable);
  if (table !== undefined) {
    return new SymbolTable(header.reader, table.nextAddressField(), table.nextAddressField()).links();
  }
  const info = header.find(MESSAGE.linkInfo);
  const messages = header.all(MESSAGE.link);
  if (info === undefined && messages.length === 0) return undefined;
  if (info !== undefined) {
    info.skip(1);
    if (info.u8() & 1) info.skip(8);
    if (info.addressOrNone() !== undefined) {
      throw info.fail(
        "keeps its names in a heap, as files of libver='latest' do; save the file anew with the library's defaults",
      );
    }
  }
  const links = new Map<string, number>();
  for (const message of messages) {
    message.skip(1);
    const flags = message.u8();
    const type = flags & 8 ? message.u8() : HARD_LINK;
    if (flags & 4) message.skip(8);
    if (flags & 16) message.skip(1);
    const name = message.text(message.unsigned(2 ** (flags & 3)));
    if (type === HARD_LINK) links.set(name, message.u64());
  }
  return links;
}

/** A group's names as old versions of the library keep them: a tree of nodes whose leaves list symbols. */
class SymbolTable {
  private readonly found = new Map<string, number>();
  private readonly visited = new Set<number>();
  private names: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly reader: Hdf5Reader,
    private readonly tree: number,
    private readonly heap: number,
  ) {}

  async links(): Promise<Map<string, number>> {
    const heap = await this.reader.cursor(this.heap, 32, "a group's heap of names");
    heap.signature("HEAP");
    heap.skip(4);
    const size = heap.u64();
    heap.skip(8);
    this.names = (await this.reader.cursor(heap.nextAddressField(), size, "a group's names")).raw(size);
    await this.visitNode(this.tree);
    return this.found;
  }

  /** A tree whose nodes refer to each other would never end. */
  private visit(address: number, what: string): void {
    if (this.visited.has(address)) throw this.reader.fail(`${what} leads back to itself`, address);
    this.visited.add(address);
  }

  private async visitNode(address: number): Promise<void> {
    const what = "a group's tree of names";
    this.visit(address, what);
    const node = await this.reader.cursor(address, NODE_BYTES, what);
    node.signature("TREE");
    if (node.u8() !== 0) throw node.fail("is the tree of something else");
    const [level, used] = [node.u8(), node.u16()];
    const entries = await this.reader.cursor(address + NODE_BYTES, used * 16, what);
    for (let i = 0; i < used; i++) {
      entries.skip(8);
      const child = entries.u64();
      if (level > 0) await this.visitNode(child);
      else await this.visitLeaf(child);
    }
  }

  private async visitLeaf(address: number): Promise<void> {
    const what = "a group's list of names";
    this.visit(address, what);
    const leaf = await this.reader.cursor(address, 8, what);
    leaf.signature("SNOD");
    leaf.skip(2);
    const count = leaf.u16();
    const symbols = await this.reader.cursor(address + 8, count * SYMBOL_BYTES, what);
    for (let i = 0; i < count; i++) {
      const [offset, object, kind] = [symbols.u64(), symbols.u64(), symbols.u32()];
      symbols.skip(20);
      if (kind === SOFT_SYMBOL) continue;
      if (this.found.size >= LIMITS.tensors)
        throw leaf.fail(`has more than the ${LIMITS.tensors} names allowed`);
      this.found.set(this.nameAt(offset), object);
    }
  }

  private nameAt(offset: number): string {
    const end = this.names.indexOf(0, offset);
    if (offset >= this.names.length || end < 0) {
      throw this.reader.fail(`a name at ${offset} lies outside of its group's heap`, this.heap);
    }
    return new TextDecoder().decode(this.names.subarray(offset, end));
  }
}
