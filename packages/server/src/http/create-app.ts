import type { AddressInfo } from "node:net";
import type { Writable } from "node:stream";
import { CancelledError, InputError, UsageError, WeightcastError } from "@weightcast/core";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { type Guards, refuseForeign } from "./guards.js";
import { HttpError } from "./http-error.js";
import { DEFAULT_LIMITS, type ServerLimits } from "./limits.js";
import { type ErrorBody, refuseMalformed } from "./malformed.js";
import type { ServerMetrics } from "./metrics.js";

/** Options that all servers have. */
export interface AppOptions extends Guards {
  readonly limits?: Partial<ServerLimits> | undefined;
  /** The stream to which one JSON line for each request is written; by default none is written. */
  readonly logs?: Writable | undefined;
  readonly metrics?: ServerMetrics | undefined;
  /** Whether scripts of the served pages may make functions of text; by default not. */
  readonly allowsEval?: boolean | undefined;
}

/** The permissions of a browser for an answer: it may fetch nothing from other servers, and no page may frame the answer. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  // Only a page with cross-origin isolation may share memory between threads.
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The time that Node waits for the next request on a connection. */
const KEEP_ALIVE_MILLISECONDS = 72_000;

const UNKNOWN_TYPE =
  "the body has a Content-Type or a Content-Encoding that is not read; send a file as application/octet-stream, or application/json, as it is or compressed by gzip, deflate or br";

/** Requests that take too long are looked for so often. */
const CHECK_MILLISECONDS = 1000;

/** Makes a server without routes: guards, headers, compression, refusals as JSON, structured logs, metrics. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { limits, logs, metrics, allowsEval = false } = options;
  const scripts = `script-src 'self' 'wasm-unsafe-eval'${allowsEval ? " 'unsafe-eval'" : ""}`;
  const headers = { ...HEADERS, "content-security-policy": `${scripts}; ${CONTENT_POLICY}` };
  const { bodyBytes, milliseconds } = { ...DEFAULT_LIMITS, ...limits };
  // Loaded here, so that programs with other work too start without it.
  const { fastify, LogController } = await import("fastify");
  const { default: compress } = await import("@fastify/compress");
  const app = fastify({
    bodyLimit: bodyBytes,
    requestTimeout: milliseconds,
    // Node takes the larger of these times for the request, and one minute for the headers where it is not told.
    http: { headersTimeout: milliseconds, connectionsCheckingInterval: CHECK_MILLISECONDS },
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    // While the server closes, requests on open connections are answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    clientErrorHandler: refuseMalformed,
    frameworkErrors: (error, _, reply) =>
      refuse(reply, error.statusCode ?? 400, "BAD_REQUEST", error.message),
    // Lines of our own are shorter than the two a request of the default.
    logger: logs === undefined ? false : { level: "info", stream: logs, base: null },
    logController: new LogController({ disableRequestLogging: true }),
  });
  await app.register(compress, { global: true, threshold: 1024, encodings: ["gzip", "identity"] });
  // A server that closes has no address any more, but still answers.
  let port = 0;
  app.addHook("onListen", async () => {
    port = portOf(app);
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    refuseForeign(request.headers, options, port);
  });
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? "none";
    const { statusCode, elapsedTime } = reply;
    metrics?.countRequest(method, route, statusCode, elapsedTime / 1000);
    app.log.info({
      request: request.id,
      method,
      route,
      status: statusCode,
      milliseconds: Math.round(elapsedTime),
    });
  });
  app.setErrorHandler<FastifyError | Error>((error, request, reply) => {
    const { status, code, message, retryAfter } = refusalOf(error);
    if (status >= 500 && retryAfter === undefined) app.log.error({ request: request.id, error: error.stack });
    if (retryAfter !== undefined) reply.header("retry-after", retryAfter);
    return refuse(reply, status, code, message);
  });
  app.setNotFoundHandler((_, reply) => refuse(reply, 404, "NOT_FOUND", "this path does not exist"));
  return app;
}

/** The port that a server listens on; 0 before it does. */
export function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo | null)?.port ?? 0;
}

/**
 * Starts to listen.
 *
 * @throws UsageError where the port is in use, or the address is not one of this machine
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver: () => "listens" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new UsageError(`port ${port} is in use; choose another, or 0 for any free port`, {
        cause: error,
      });
    }
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EACCES") {
      throw new UsageError(`cannot listen on ${host}, port ${port} (${code})`, { cause: error });
    }
    throw error;
  }
}

function refuse(reply: FastifyReply, status: number, code: string, message: string) {
  const body: ErrorBody = { error: { code, message } };
  return reply.code(status).type("application/json").send(JSON.stringify(body));
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: number | undefined;
}

function refusalOf(error: FastifyError | Error): Refusal {
  const { message } = error;
  if (error instanceof HttpError) {
    return { status: error.statusCode, code: error.code, message, retryAfter: error.retryAfter };
  }
  if (error instanceof InputError || error instanceof UsageError) {
    return { status: 422, code: error.code, message };
  }
  if (error instanceof CancelledError) return { status: 503, code: error.code, message, retryAfter: 1 };
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  // The reasons of faults stay in the log.
  if (status >= 500 || error instanceof WeightcastError) {
    return { status: 500, code: "FAILED", message: "the server failed; its log says why" };
  }
  return { status, code: "BAD_REQUEST", message: status === 415 ? UNKNOWN_TYPE : message };
}
