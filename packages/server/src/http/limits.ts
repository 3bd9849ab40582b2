/** The limits of a server for all requests together and for each request. */
export interface ServerLimits {
  /** The largest body of a request, in bytes. */
  readonly bodyBytes: number;
  /** The most networks that one request may hold. */
  readonly networks: number;
  /** The most requests for scores that are taken at a time, the one at work included; others are refused with 503. */
  readonly requests: number;
  /** The most bytes that the bodies of these requests may hold together. */
  readonly bytes: number;
  /** The longest time of a request in milliseconds: until it has arrived, and from its headers to the end of its scoring. */
  readonly milliseconds: number;
}

const MEBIBYTE = 2 ** 20;

/** The limits where none are given: at most 256 MiB of requests in memory. */
export const DEFAULT_LIMITS: ServerLimits = {
  bodyBytes: 16 * MEBIBYTE,
  networks: 10_000,
  requests: 128,
  bytes: 256 * MEBIBYTE,
  milliseconds: 30_000,
};
