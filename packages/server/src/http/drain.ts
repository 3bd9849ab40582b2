import { Server } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** The server looks so often, in milliseconds, whether requests still come. */
const LOOK_MILLISECONDS = 50;
/** After so many looks without a new request, none is expected any more. Each look lets the event loop read what has arrived. */
const QUIET_LOOKS = 10;

/** Ends a server without losing a request. */
export class Drain {
  private isOn = false;
  private begun = 0;

  constructor(private readonly app: FastifyInstance) {
    app.addHook("onRequest", async () => {
      this.begun++;
    });
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
   * Takes no more connections, answers what arrives on open ones with `Connection: close`, and ends when all connections have ended, or
   * no request has come for half a second.
   */
  async close(): Promise<void> {
    this.isOn = true;
    // An HTTP server that closes ends idle connections at once, on which a request may be under way; this ends the listening only.
    Server.prototype.close.call(this.app.server);
    let quiet = 0;
    while (quiet < QUIET_LOOKS && (await this.countConnections()) > 0) {
      const before = this.begun;
      await setTimeout(LOOK_MILLISECONDS);
      quiet = this.begun === before ? quiet + 1 : 0;
    }
    await this.app.close();
  }

  private countConnections(): Promise<number> {
    return new Promise((resolve) => {
      this.app.server.getConnections((error, count) => resolve(error === null ? count : 0));
    });
  }
}
