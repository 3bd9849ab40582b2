import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import { UsageError } from "@weightcast/core";
import type { ObjectStore, StoredObject } from "./object-store.js";
import { explainFailure, isAbsent, isConditionUnknown, isOutrun } from "./s3-failures.js";
import { parseStoreAddress } from "./store-address.js";

const MEBIBYTE = 2 ** 20;
/** The bytes of one part of a large file, of which two are in memory at a time. */
const PART_BYTES = 8 * MEBIBYTE;
/** S3 takes no more parts of one object. */
const MOST_PARTS = 10_000;
const PARTS_AT_A_TIME = 2;
const REMOVALS_AT_A_TIME = 8;
/** How often a request is sent before the store counts as away, and the connections that bring no further byte of one object. */
const TRIES = 5;
const CONNECTION_MILLISECONDS = 10_000;
const SILENCE_MILLISECONDS = 60_000;
/** S3's own region for those who name none; other stores take any. */
const DEFAULT_REGION = "us-east-1";

/** Options of `openS3Store`. */
export interface S3Options {
  /** The address of a store other than Amazon's, such as `http://127.0.0.1:9000`. */
  readonly endpoint?: string | undefined;
}

/**
 * Opens an S3-compatible store. Credentials and the region come from where Amazon's tools find them, such as AWS_ACCESS_KEY_ID,
 * AWS_SECRET_ACCESS_KEY and AWS_REGION.
 *
 * @param address `s3://bucket/prefix`
 * @throws UsageError where the address or the endpoint is none, the bucket does not exist or refuses the credentials, or the client is not installed
 * @throws TemporaryError where the store does not answer
 */
export async function openS3Store(address: string, { endpoint }: S3Options = {}): Promise<ObjectStore> {
  const { bucket, prefix } = parseStoreAddress(address);
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol))) {
    throw new UsageError(`'${endpoint}' is no address of an object store; an example: http://127.0.0.1:9000`);
  }
  const library = await loadS3();
  const client = new library.S3Client(configuration(endpoint));
  const store = new S3Store(`s3://${bucket}/${prefix}`, { bucket, prefix, client, library });
  await store.check();
  return store;
}

type S3Library = Awaited<ReturnType<typeof loadS3>>;

/** Loads the client, which is installed only where a store is used. */
async function loadS3() {
  try {
    const [client, { Upload }] = await Promise.all([
      import("@aws-sdk/client-s3"),
      import("@aws-sdk/lib-storage"),
    ]);
    return { ...client, Upload };
  } catch (cause) {
    throw new UsageError(
      "an object store needs the packages @aws-sdk/client-s3 and @aws-sdk/lib-storage; install both",
      { cause },
    );
  }
}

function configuration(endpoint: string | undefined): S3ClientConfig {
  return {
    // Without a named region, the client would look for one in files, and fail.
    region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? DEFAULT_REGION,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    maxAttempts: TRIES,
    requestHandler: { connectionTimeout: CONNECTION_MILLISECONDS, socketTimeout: SILENCE_MILLISECONDS },
    // Stores other than Amazon's do not all know the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  };
}

interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
  readonly client: S3Client;
  readonly library: S3Library;
}

class S3Store implements ObjectStore {
  /** Whether the store is not known to refuse conditional writes. */
  private takesConditions = true;

  constructor(
    readonly address: string,
    private readonly place: S3Place,
  ) {}

  /** @throws UsageError where the bucket cannot be listed */
  async check(): Promise<void> {
    const { client, library, bucket, prefix } = this.place;
    const command = new library.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 });
    await client.send(command).catch((error) => this.fail("listing the objects", error));
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const { client, library, bucket, prefix: first } = this.place;
    let token: string | undefined;
    do {
      const command = new library.ListObjectsV2Command({
        Bucket: bucket,
        Prefix: `${first}${prefix}`,
        ContinuationToken: token,
      });
      const page = await client.send(command).catch((error) => this.fail("listing the objects", error));
      for (const { Key = "", Size = 0, ETag = "" } of page.Contents ?? []) {
        yield { key: Key.slice(first.length), bytes: Size, version: ETag };
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async find(key: string): Promise<StoredObject | undefined> {
    const { client, library } = this.place;
    try {
      const { ContentLength = 0, ETag = "" } = await client.send(
        new library.HeadObjectCommand(this.named(key)),
      );
      return { key, bytes: ContentLength, version: ETag };
    } catch (error) {
      return isAbsent(error) ? undefined : this.fail(`looking for ${key}`, error);
    }
  }

  async read(object: StoredObject, path: string, signal?: AbortSignal): Promise<void> {
    const file = await open(path, "wx");
    try {
      let done = 0;
      let fruitless = 0;
      while (done < object.bytes) {
        const before = done;
        try {
          for await (const chunk of await this.content(object, done, signal)) {
            await file.writeFile(chunk as Uint8Array);
            done += (chunk as Uint8Array).length;
          }
          if (done === before) throw new Error(`the store sent no more than ${done} bytes`);
        } catch (error) {
          fruitless = done > before ? 0 : fruitless + 1;
          const isFinal = signal?.aborted === true || isOutrun(error) || isAbsent(error);
          if (isFinal || fruitless === TRIES) this.fail(`reading ${object.key}`, error);
        }
      }
    } finally {
      await file.close();
    }
  }

  async write(key: string, path: string, seen: string | undefined): Promise<string | undefined> {
    try {
      return await this.upload(key, path, seen === undefined ? { IfNoneMatch: "*" } : { IfMatch: seen });
    } catch (error) {
      if (isOutrun(error) || (seen !== undefined && isAbsent(error))) return undefined;
      // The file was removed before it was read.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw error;
      if (!this.takesConditions || !isConditionUnknown(error)) return this.fail(`writing ${key}`, error);
    }
    this.takesConditions = false;
    return this.write(key, path, seen);
  }

  async remove(keys: readonly string[]): Promise<void> {
    const { client, library } = this.place;
    for (let at = 0; at < keys.length; at += REMOVALS_AT_A_TIME) {
      await Promise.all(
        keys
          .slice(at, at + REMOVALS_AT_A_TIME)
          .map((key) =>
            client
              .send(new library.DeleteObjectCommand(this.named(key)))
              .catch((error) => this.fail(`removing ${key}`, error)),
          ),
      );
    }
  }

  /** The bytes of an object from `start` on. */
  private async content(object: StoredObject, start: number, signal?: AbortSignal): Promise<Readable> {
    const { client, library } = this.place;
    const range = start === 0 ? {} : { Range: `bytes=${start}-` };
    const command = new library.GetObjectCommand({
      ...this.named(object.key),
      IfMatch: object.version,
      ...range,
    });
    const { Body } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    return Body as Readable;
  }

  private async upload(
    key: string,
    path: string,
    condition: { readonly IfNoneMatch: string } | { readonly IfMatch: string },
  ): Promise<string | undefined> {
    const { client, library } = this.place;
    const { size } = await stat(path);
    const body = createReadStream(path);
    try {
      const upload = new library.Upload({
        client,
        params: { ...this.named(key), Body: body, ...(this.takesConditions && condition) },
        partSize: Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)),
        queueSize: PARTS_AT_A_TIME,
      });
      return (await upload.done()).ETag;
    } finally {
      body.destroy();
    }
  }

  private named(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.place.bucket, Key: `${this.place.prefix}${key}` };
  }

  private fail(what: string, error: unknown): never {
    throw explainFailure(this.address, what, error);
  }
}
