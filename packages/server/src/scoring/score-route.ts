import type { IncomingMessage } from "node:http";
import { type Model, scoreNetworks } from "@weightcast/predictors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Admission } from "../http/admission.js";
import { HttpError } from "../http/http-error.js";
import type { ServerLimits } from "../http/limits.js";
import type { ServerMetrics } from "../http/metrics.js";
import { BODY_NAME, networksOfJson, readNetworks } from "./read-networks.js";
import { errorSchema, levelSchema, nameSchema, networksSchema, scoresSchema } from "./schemas.js";

/** The models of a scoring service, and the state that its routes share. */
export interface Service {
  readonly models: ReadonlyMap<string, Model>;
  readonly limits: ServerLimits;
  readonly admission: Admission;
  readonly metrics: ServerMetrics;
}

/** The types of bodies that are files; which format they have is told by their first bytes. */
const FILE_TYPES: readonly string[] = [
  "application/octet-stream",
  "application/x-npy",
  "application/x-npz",
  "application/zip",
  "application/x-safetensors",
];

type ScoreRequest = FastifyRequest<{
  Params: { readonly name: string };
  Querystring: { readonly level: number };
  Body: Buffer | { readonly networks: readonly (readonly number[])[] };
}>;

/** A request that was admitted: `signal` is aborted when its time is over or its client has gone, and room is kept for it until `work` ends. */
interface Visit {
  readonly signal: AbortSignal;
  work: Promise<unknown>;
}

/** Adds `POST /v1/models/{name}/score`. */
export function addScoreRoute(app: FastifyInstance, service: Service): void {
  const { models, limits, admission, metrics } = service;
  const visits = new WeakMap<IncomingMessage, Visit>();
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser([...FILE_TYPES], { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.post<{ Params: { name: string }; Querystring: { level: number }; Body: ScoreRequest["body"] }>(
    "/v1/models/:name/score",
    {
      schema: {
        operationId: "score",
        summary: "Predict networks' accuracy from their weights",
        description:
          "The body is a .npy file, [parameters] or [networks, parameters]; one network as .npz or .safetensors; or JSON for few networks.",
        params: nameSchema,
        querystring: levelSchema,
        body: {
          content: {
            "application/json": { schema: networksSchema },
            ...Object.fromEntries(FILE_TYPES.map((type) => [type, { schema: {} }])),
          },
        },
        response: {
          200: scoresSchema,
          ...Object.fromEntries(
            [400, 401, 403, 404, 411, 413, 415, 422, 503].map((code) => [code, errorSchema]),
          ),
        },
      },
      // Before the body is read.
      onRequest: async (request, reply) => {
        modelNamed(models, request.params.name);
        const release = admission.admit(bodyLength(request, limits));
        const gone = new AbortController();
        const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(limits.milliseconds)]);
        const visit: Visit = { signal, work: Promise.resolve() };
        visits.set(request.raw, visit);
        // A body that waits for its turn takes room also where its client waits no more.
        reply.raw.once("close", () => {
          gone.abort();
          visit.work.then(release, release);
        });
      },
    },
    (request: ScoreRequest) => {
      const visit = visits.get(request.raw);
      if (visit === undefined) throw new Error("a request was not admitted");
      const work = score(request, visit.signal);
      visit.work = work;
      return work;
    },
  );

  async function score(request: ScoreRequest, signal: AbortSignal) {
    const { name } = request.params;
    const model = modelNamed(models, name);
    const weights = Buffer.isBuffer(request.body)
      ? await readNetworks(request.body, model)
      : networksOfJson(request.body.networks);
    if (weights.rows > limits.networks) {
      throw new HttpError(
        413,
        "TOO_MANY",
        `one request may hold ${limits.networks} networks, not ${weights.rows}`,
      );
    }
    const scores = await admission.inTurn(async () => {
      if (signal.aborted) throw new HttpError(503, "TOO_BUSY", "the request waited too long for its turn", 1);
      return scoreNetworks(model, { weights, name: BODY_NAME }, { level: request.query.level, signal });
    });
    metrics.countNetworks(scores.length);
    return { model: name, target: model.manifest.target.column, scores };
  }
}

function modelNamed(models: ReadonlyMap<string, Model>, name: string): Model {
  const model = models.get(name);
  if (model !== undefined) return model;
  throw new HttpError(404, "NOT_FOUND", `there is no model '${name}'; /v1/models lists the models`);
}

/** The length of a body, which must be told beforehand: room in memory is given by it. A compressed body may unpack to the largest one. */
function bodyLength({ headers }: FastifyRequest, { bodyBytes }: ServerLimits): number {
  const length = headers["content-length"];
  if (length === undefined) {
    throw new HttpError(411, "LENGTH_REQUIRED", "the request needs the header Content-Length");
  }
  const isPacked = (headers["content-encoding"] ?? "identity") !== "identity";
  if (Number(length) <= bodyBytes) return isPacked ? bodyBytes : Number(length);
  throw new HttpError(413, "TOO_LARGE", `the body may hold ${bodyBytes} bytes, not ${length}`);
}
