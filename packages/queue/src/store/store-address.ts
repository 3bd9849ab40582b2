import { UsageError } from "@weightcast/core";

/** The place of objects in an S3-compatible store. */
export interface StoreAddress {
  readonly bucket: string;
  /** What the keys of all objects begin with: empty, or ending with a slash. */
  readonly prefix: string;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * The bucket and the prefix in an address such as `s3://bucket/prefix`.
 *
 * @throws UsageError where the text is no address, or the bucket has a name that S3 does not know
 */
export function parseStoreAddress(text: string): StoreAddress {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]*)(?:\/(.*))?$/.exec(text) ?? [];
  if (!BUCKET.test(bucket)) {
    throw new UsageError(`'${text}' is no address of an object store; an example: s3://bucket/prefix`);
  }
  const segments = path.split("/").filter((segment) => segment !== "");
  if (!segments.every(isPlainName)) {
    throw new UsageError(`the prefix of '${text}' has a part that is no plain name, such as '..'`);
  }
  return { bucket, prefix: segments.map((segment) => `${segment}/`).join("") };
}

/** Whether a part of a path names a file or folder in the folder before it, on every system. */
export function isPlainName(segment: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  return segment !== "" && segment !== "." && segment !== ".." && !/[\\:\u0000-\u001f]/.test(segment);
}
