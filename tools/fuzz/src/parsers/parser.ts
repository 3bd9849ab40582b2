import { bytesOf, type Input, oneFile, textOf } from "../input.js";
import type { Dice } from "../mutators/dice.js";
import { asText, type Mutator, type TextMutator } from "../mutators/mutator.js";

/** A parser of the product that is fed with damaged inputs. */
export interface Parser {
  /** The name on the command line: `npy`. */
  readonly name: string;
  /** Makes the samples and whatever reading them needs. Called once in a process. */
  prepare(): Promise<PreparedParser>;
}

/** A parser with its samples. */
export interface PreparedParser {
  /** Sound inputs, which are read without an error and damaged by `mutate`. */
  readonly samples: readonly Input[];
  mutate(sample: Input, dice: Dice): Input;
  /**
   * Reads an input as the product does, and checks what was read against itself.
   *
   * @returns what is wrong with the result; undefined where nothing is
   * @throws what the product throws
   */
  read(input: Input): Promise<string | undefined>;
  close?(): Promise<void>;
}

/** What a parser of one file is made of. */
interface FileParser {
  readonly name: string;
  readonly file: string;
  readonly samples: () => readonly (Uint8Array | string)[] | Promise<readonly (Uint8Array | string)[]>;
  readonly mutate: Mutator;
  readonly read: (bytes: Uint8Array<ArrayBuffer>) => Promise<string | undefined> | string | undefined;
}

/** A parser that reads one file's bytes. */
export function fileParser({ name, file, samples, mutate, read }: FileParser): Parser {
  return {
    name,
    async prepare() {
      return {
        samples: (await samples()).map((sample) => oneFile(file, sample)),
        mutate: (input, dice) => oneFile(file, mutate(soleFile(input), dice)),
        read: async (input) => read(soleFile(input)),
      };
    },
  };
}

/** A parser that reads one text. */
export function textParser(
  name: string,
  samples: readonly string[],
  mutate: TextMutator,
  read: (text: string) => Promise<string | undefined> | string | undefined,
): Parser {
  const fromBytes = (bytes: Uint8Array) => read(textOf(bytes));
  return fileParser({
    name,
    file: "input.txt",
    samples: () => samples,
    mutate: asText(mutate),
    read: fromBytes,
  });
}

function soleFile(input: Input): Uint8Array<ArrayBuffer> {
  const [bytes] = input.values();
  return bytes ?? bytesOf("");
}

/** Damages one of the files of an input, by the mutator of its name; an input without one stays as it is. */
export function inOneFile(mutatorOf: (file: string) => Mutator): PreparedParser["mutate"] {
  return (sample, dice) => {
    const chosen = dice.pick(Array.from(sample.keys()));
    return new Map(
      Array.from(sample, ([file, bytes]) => [
        file,
        file === chosen ? bytesOf(mutatorOf(file)(bytes, dice)) : bytes,
      ]),
    );
  };
}
