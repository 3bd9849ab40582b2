import { LIMITS } from "../limits.js";
import type { Hdf5Cursor, Hdf5Reader } from "./hdf5-reader.js";

/** The kinds of messages that are read, by their numbers in the format. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** A message of an object's header. */
interface HeaderMessage {
  readonly type: number;
  /** Whether its bytes only say where the message is kept. */
  readonly isShared: boolean;
  readonly body: Hdf5Cursor;
}

/** The header of a group or a data set: its messages, by their types. */
export class ObjectHeader {
  constructor(
    private readonly messages: readonly HeaderMessage[],
    readonly address: number,
    readonly reader: Hdf5Reader,
  ) {}

  has(type: number): boolean {
    return this.messages.some((message) => message.type === type);
  }

  /**
   * The bodies of all messages of a type, each from its start.
   *
   * @throws InputError where one is kept elsewhere in the file
   */
  all(type: number): Hdf5Cursor[] {
    return this.messages
      .filter((message) => message.type === type)
      .map(({ body, isShared }) => {
        if (isShared) throw body.fail("is shared between objects, which is not read");
        return body.again();
      });
  }

  /** The first message of a type. */
  find(type: number): Hdf5Cursor | undefined {
    return this.all(type)[0];
  }
}

/** First bytes of a header: both versions say in them how long it is. */
const PREFIX_BYTES = 16;
const SHARED_FLAG = 2;

/**
 * Reads the header of an object, with the blocks in which it goes on.
 *
 * @throws InputError where it is malformed
 */
export async function readObjectHeader(reader: Hdf5Reader, address: number): Promise<ObjectHeader> {
  const what = "an object's header";
  const prefix = await reader.cursor(address, PREFIX_BYTES, what);
  const version = prefix.u8();
  const messages: HeaderMessage[] = [];
  let read: (block: Hdf5Cursor) => void;
  let blocks: [address: number, length: number][];
  if (version === 1) {
    prefix.skip(7);
    blocks = [[address + PREFIX_BYTES, prefix.u32()]];
    read = (block) => readOldMessages(block, messages);
  } else {
    const start = await reader.cursor(address, 6, what);
    start.signature("OHDR");
    if (start.u8() !== 2) throw start.fail("has an unknown version");
    const flags = start.u8();
    const before = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
    const size = 2 ** (flags & 3);
    const length = await reader.cursor(address + before, size, what);
    blocks = [[address + before + size, length.unsigned(size)]];
    read = (block) => readMessages(block, (flags & 4) !== 0, messages);
  }
  let followed = 0;
  for (let i = 0; i < blocks.length; i++) {
    const [start, length] = blocks[i] ?? [0, 0];
    const block = await reader.cursor(start, length, what);
    if (version !== 1 && i > 0) block.signature("OCHK");
    read(version !== 1 && i > 0 ? block.part(Math.max(0, block.left - 4)) : block);
    if (messages.length > LIMITS.tensors) throw block.fail("has too many messages");
    for (const { type, body } of messages.slice(followed)) {
      if (type === MESSAGE.continuation) blocks.push([body.u64(), body.u64()]);
    }
    followed = messages.length;
  }
  return new ObjectHeader(messages, address, reader);
}

function readOldMessages(block: Hdf5Cursor, messages: HeaderMessage[]): void {
  while (block.left >= 8) {
    const [type, size, flags] = [block.u16(), block.u16(), block.u8()];
    block.skip(3);
    messages.push({ type, isShared: (flags & SHARED_FLAG) !== 0, body: block.part(size) });
  }
}

function readMessages(block: Hdf5Cursor, hasOrder: boolean, messages: HeaderMessage[]): void {
  const prefix = hasOrder ? 6 : 4;
  while (block.left >= prefix) {
    const [type, size, flags] = [block.u8(), block.u16(), block.u8()];
    if (hasOrder) block.skip(2);
    messages.push({ type, isShared: (flags & SHARED_FLAG) !== 0, body: block.part(size) });
  }
}
