import type { Writable } from "node:stream";
import { UsageError } from "@weightcast/core";
import type { Model } from "@weightcast/predictors";
import type { FastifyInstance } from "fastify";
import { version } from "../../package.json";
import { Admission } from "../http/admission.js";
import { createApp, listen, portOf } from "../http/create-app.js";
import { Drain } from "../http/drain.js";
import { LOOPBACK_HOSTS, requireToken } from "../http/guards.js";
import { DEFAULT_LIMITS, type ServerLimits } from "../http/limits.js";
import { ServerMetrics } from "../http/metrics.js";
import type { RunningServer } from "../running-server.js";
import { modelsSchema } from "./schemas.js";
import { addScoreRoute } from "./score-route.js";

/** Options of a scoring service. */
export interface ScoringServerOptions {
  /** The models, by the names under which they are served. */
  readonly models: ReadonlyMap<string, Model>;
  /** The address to listen on; by default 127.0.0.1, which only programs on this machine reach. */
  readonly host?: string | undefined;
  /** The port, or 0 (the default) for any free port. */
  readonly port?: number | undefined;
  /** The bearer token that each request must carry, except for `/healthz`; required unless `host` is of this machine alone. */
  readonly token?: string | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
  /** The stream to which one JSON line for each request is written; by default none is written. */
  readonly logs?: Writable | undefined;
}

const LOOPBACK_ADDRESSES: readonly string[] = ["127.0.0.1", "::1", "localhost"];

/**
 * Serves models over HTTP: `POST /v1/models/{name}/score`, `/v1/models`, `/healthz`, `/metrics`, `/openapi.json` and, for people, `/docs`.
 *
 * @throws UsageError where other machines could reach the server and there is no token, there is no model, or the port is in use
 */
export async function startScoringServer(options: ScoringServerOptions): Promise<RunningServer> {
  const { models, host = "127.0.0.1", port = 0, token, logs } = options;
  const isLoopback = LOOPBACK_ADDRESSES.includes(host);
  if (!isLoopback && token === undefined) {
    throw new UsageError(`other machines can reach ${host}: a server there needs a token`);
  }
  if (models.size === 0) throw new UsageError("no model was given; a scoring server needs at least one");
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const metrics = new ServerMetrics();
  const guards = { hosts: isLoopback ? LOOPBACK_HOSTS : undefined, token };
  const app = await createApp({ ...guards, limits, logs, metrics });
  const drain = new Drain(app);
  await addDocuments(app, token !== undefined);
  app.get("/healthz", { schema: { summary: "Whether the server takes requests" } }, async (_, reply) => {
    reply.code(drain.isDraining ? 503 : 200);
    return { status: drain.isDraining ? "ending" : "ok" };
  });
  await app.register(async (guarded) => {
    guarded.addHook("onRequest", async ({ headers }) => requireToken(headers, guards));
    const admission = new Admission(limits);
    addScoreRoute(guarded, { models, limits, admission, metrics });
    guarded.get(
      "/v1/models",
      { schema: { operationId: "models", summary: "List the models", response: { 200: modelsSchema } } },
      async () => ({ models: Array.from(models, ([name, model]) => describeModel(name, model)) }),
    );
    guarded.get("/metrics", { schema: { summary: "Counters for Prometheus" } }, async (_, reply) => {
      reply.type("text/plain; version=0.0.4; charset=utf-8");
      return metrics.format(admission.inFlight);
    });
  });
  await listen(app, host, port);
  const shown = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${shown}:${portOf(app)}/`, close: () => drain.close() };
}

/** Adds `/openapi.json`, made of the schemas of the routes, and `/docs`, whose files all come from this server. */
async function addDocuments(app: FastifyInstance, needsToken: boolean): Promise<void> {
  const { default: swagger } = await import("@fastify/swagger");
  const { default: swaggerUi } = await import("@fastify/swagger-ui");
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Weightcast",
        description: "Predicts networks' accuracy from their weights alone.",
        version,
      },
      ...(needsToken && {
        components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
        security: [{ token: [] }],
      }),
    },
  });
  await app.register(swaggerUi, { routePrefix: "/docs" });
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}

function describeModel(name: string, { manifest, layout }: Model) {
  const { predictor, features, target, scores } = manifest;
  return { name, predictor, features, target: target.column, parameters: layout.parameters, scores };
}
