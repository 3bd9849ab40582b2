import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";

/** A server of S3's protocol: moto, which must be installed (`pip install 'moto[server,s3]'`). */
export interface S3Server {
  readonly endpoint: string;
  /** The keys in a bucket, in order. */
  keys(bucket: string): Promise<string[]>;
  text(bucket: string, key: string): Promise<string | undefined>;
  put(bucket: string, key: string, content: string): Promise<void>;
  makeBucket(bucket: string): Promise<void>;
  stop(): void;
}

/** Whether moto's server is installed. */
export function hasS3(): boolean {
  try {
    execFileSync("moto_server", ["--help"], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write("moto_server is not installed: object stores are not tested\n");
    return false;
  }
}

/** A port that nothing listens at. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Starts the server, and sets the credentials of this process, which it does not check. */
export async function startS3(): Promise<S3Server> {
  process.env.AWS_ACCESS_KEY_ID = "test";
  process.env.AWS_SECRET_ACCESS_KEY = "test";
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server: ChildProcess = spawn("moto_server", ["--host", "127.0.0.1", "--port", `${port}`], {
    stdio: "ignore",
  });
  for (let wait = 0; !(await fetch(endpoint).catch(() => undefined)); wait++) {
    if (wait === 600) throw new Error("moto_server does not answer");
    await setTimeout(100);
  }
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true });
  return {
    endpoint,
    async keys(Bucket) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key = "" }) => Key);
    },
    async text(Bucket, Key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Body?.transformToString();
    },
    async put(Bucket, Key, Body) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async makeBucket(Bucket) {
      await client.send(new CreateBucketCommand({ Bucket }));
    },
    stop() {
      client.destroy();
      server.kill();
    },
  };
}
