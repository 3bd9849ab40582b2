/** JSON Schemas of what the scoring service takes and gives; its OpenAPI document is made of them. */

/** A JSON Schema. */
type JsonSchema = Readonly<Record<string, unknown>>;

const nullableNumber: JsonSchema = { type: ["number", "null"] };

/** The most networks in a JSON document, which takes many times the memory of a file. */
const MOST_JSON_NETWORKS = 256;

export const errorSchema: JsonSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "string" }, message: { type: "string" } },
    },
  },
};

const modelSchema: JsonSchema = {
  type: "object",
  required: ["name", "predictor", "features", "target", "parameters", "scores"],
  properties: {
    name: { type: "string" },
    predictor: { type: "string" },
    features: { type: "string" },
    target: { type: "string", description: "The metric that is predicted." },
    parameters: { type: "integer", description: "The number of weights of a network." },
    scores: {
      type: ["object", "null"],
      description: "The scores on networks that the model never saw.",
      additionalProperties: nullableNumber,
    },
  },
};

export const modelsSchema: JsonSchema = {
  type: "object",
  required: ["models"],
  properties: { models: { type: "array", items: modelSchema } },
};

export const networksSchema: JsonSchema = {
  type: "object",
  required: ["networks"],
  additionalProperties: false,
  properties: {
    networks: {
      type: "array",
      minItems: 1,
      maxItems: MOST_JSON_NETWORKS,
      description: "For each network its weights, flat, in the order of the model's layout.",
      items: { type: "array", minItems: 1, items: { type: "number" } },
    },
  },
};

export const scoresSchema: JsonSchema = {
  type: "object",
  required: ["model", "target", "scores"],
  properties: {
    model: { type: "string" },
    target: { type: "string" },
    scores: {
      type: "array",
      items: {
        type: "object",
        required: ["row", "predicted", "low", "high", "flag"],
        properties: {
          row: { type: "integer", description: "The number of the network in the request, from 0." },
          predicted: { ...nullableNumber, description: "null where a weight is not finite" },
          low: { ...nullableNumber, description: "the lower end of the prediction interval" },
          high: { ...nullableNumber, description: "the upper end of the prediction interval" },
          flag: {
            type: ["string", "null"],
            description: "why the network is unlike those of training; null where it is not",
          },
        },
      },
    },
  },
};

export const levelSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    level: {
      type: "number",
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      default: 0.9,
      description: "The share of prediction intervals that should contain the true value.",
    },
  },
};

export const nameSchema: JsonSchema = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" } },
};
