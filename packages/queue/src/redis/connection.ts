import { once } from "node:events";
import { connect } from "node:net";
import { TemporaryError, UsageError } from "@weightcast/core";
import type { ConnectionOptions } from "bullmq";

/** The queue of Weightcast in a Redis. */
export const QUEUE_NAME = "weightcast";
const DEFAULT_PORT = 6379;

/**
 * Loads the library of the queue, which is installed only where a queue is used.
 *
 * @throws UsageError where it is not installed
 */
export async function loadBullmq(): Promise<typeof import("bullmq")> {
  try {
    return await import("bullmq");
  } catch (cause) {
    throw new UsageError("the queue needs the packages bullmq and ioredis; install both", { cause });
  }
}

/** How often a Redis that is away is tried again; a worker that is stopped meanwhile ends within this time. */
const RETRY_MILLISECONDS = 500;

/**
 * The connection to a Redis.
 *
 * @param url such as `redis://user:password@host:6379/0`; `rediss` for TLS
 * @param patience commands wait while Redis is away until this is aborted, as a worker's do; without it they fail
 * @throws UsageError where the URL is none of Redis
 */
export function connectionOf(url: string, patience?: AbortSignal): ConnectionOptions {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["redis:", "rediss:"].includes(parsed.protocol)) {
    throw new UsageError(`'${url}' is no address of Redis; an example: redis://127.0.0.1:6379`);
  }
  return {
    host: parsed.hostname,
    port: parsed.port === "" ? DEFAULT_PORT : Number(parsed.port),
    username: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    db: Number(parsed.pathname.slice(1) || 0),
    ...(parsed.protocol === "rediss:" && { tls: {} }),
    ...(patience === undefined
      ? { maxRetriesPerRequest: 1, enableOfflineQueue: true }
      : { maxRetriesPerRequest: null, retryStrategy: () => (patience.aborted ? null : RETRY_MILLISECONDS) }),
  };
}

const REACH_MILLISECONDS = 5000;

/**
 * Checks that something listens at the address of a Redis: the library of the queue would wait for it without end.
 *
 * @param milliseconds how long it may take to accept a connection
 * @throws TemporaryError where nothing does
 */
export async function requireReachable(
  url: string,
  milliseconds: number = REACH_MILLISECONDS,
): Promise<void> {
  const { host, hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: port === "" ? DEFAULT_PORT : Number(port) });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(milliseconds) });
  } catch (cause) {
    throw new TemporaryError(`Redis at ${host} does not answer`, { cause });
  } finally {
    socket.destroy();
  }
}
