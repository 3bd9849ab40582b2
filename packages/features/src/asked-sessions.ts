import type { Matrix } from "@weightcast/core";
import type { AskedOptions, AskedSession, FeatureBlock, FeaturePart } from "./feature-part.js";

/** The opened asked parts of a feature set, each with the place of its columns. */
export class AskedSessions {
  private constructor(
    private readonly sessions: readonly { readonly session: AskedSession; readonly firstColumn: number }[],
  ) {}

  /** Opens every asked part; where one cannot be opened, those before it are closed again. */
  static async open(parts: readonly FeaturePart[], options: AskedOptions): Promise<AskedSessions> {
    const opened: { readonly session: AskedSession; readonly firstColumn: number }[] = [];
    const all = new AskedSessions(opened);
    let firstColumn = 0;
    try {
      for (const part of parts) {
        if (part.kind === "asked") opened.push({ session: await part.open(options), firstColumn });
        firstColumn += part.columns.length;
      }
    } catch (error) {
      await all.close();
      throw error;
    }
    return all;
  }

  /** Computes the parts one after another, because each part may use all threads. */
  async compute(block: FeatureBlock, out: Matrix): Promise<void> {
    for (const { session, firstColumn } of this.sessions) await session.compute(block, out, firstColumn);
  }

  /** Closes every part, even if closing one of them fails. */
  async close(): Promise<void> {
    const outcomes = await Promise.allSettled(this.sessions.map(({ session }) => session.close()));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  }
}
