import { CancelledError, TemporaryError, UsageError, type WeightcastError } from "@weightcast/core";

/** What the client's errors tell beside a message. */
interface S3Failure extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Answers that the same request gets again, because of who asks for what. */
const REFUSALS: readonly number[] = [400, 401, 403, 404, 405];

/** Whether there is no object of this key. */
export function isAbsent(error: unknown): boolean {
  const { name } = error as S3Failure;
  return statusOf(error) === 404 && name !== "NoSuchBucket";
}

/** Whether the object has another version than the request named, because another writer was faster. */
export function isOutrun(error: unknown): boolean {
  const status = statusOf(error);
  return status === 412 || status === 409;
}

/** Whether the store does not know requests that depend on the object's version. */
export function isConditionUnknown(error: unknown): boolean {
  return statusOf(error) === 501;
}

/**
 * The error of a request that failed for good.
 *
 * @param what the request, such as `reading zoo/weights.npy`
 */
export function explainFailure(address: string, what: string, error: unknown): WeightcastError {
  const { name, message } = error as S3Failure;
  const status = statusOf(error);
  if (name === "AbortError") return new CancelledError(`${address}: ${what} was cancelled`, { cause: error });
  const reason = [status, name === "Error" ? undefined : name, message]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
  if (name === "CredentialsProviderError" || (status !== undefined && REFUSALS.includes(status))) {
    return new UsageError(`${address}: ${what} is refused: ${reason}`, { cause: error });
  }
  return new TemporaryError(`${address}: ${what} failed: ${reason}`, { cause: error });
}

function statusOf(error: unknown): number | undefined {
  return (error as S3Failure).$metadata?.httpStatusCode;
}
