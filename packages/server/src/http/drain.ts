import { Server } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** How long a server that closes answers on open connections: longer than a request takes to arrive. */
const DRAIN_MILLISECONDS = 500;

/** Ends a server without losing a request. */
export class Drain {
  private isOn = false;

  constructor(private readonly app: FastifyInstance) {
    // Clients then send their next request on another connection, to another server.
    app.addHook("onSend", async (_, reply) => {
      if (this.isOn) reply.header("connection", "close");
    });
  }

  /** Whether the server is about to end. */
  get isDraining(): boolean {
    return this.isOn;
  }

  /**
   * Takes no more connections, answers what arrives on open ones in the next moment with `Connection: close`, and ends with the last
   * answer.
   */
  async close(): Promise<void> {
    this.isOn = true;
    // An HTTP server that closes ends idle connections at once, on which a request may be under way; this ends the listening only.
    Server.prototype.close.call(this.app.server);
    await setTimeout(DRAIN_MILLISECONDS);
    await this.app.close();
  }
}
