import type { StoreOptions } from "@weightcast/queue/node";
import { type Command, Option } from "commander";

/** The options for an S3-compatible store. */
export interface StoreCommandOptions {
  readonly store?: string;
  readonly endpoint?: string;
}

export function addStoreOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--store <address>",
        "an S3-compatible store of all files, such as s3://bucket/prefix, for workers that share no folder (needs the packages @aws-sdk/client-s3 and @aws-sdk/lib-storage; credentials from the usual variables, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)",
      ).env("WEIGHTCAST_STORE"),
    )
    .addOption(
      new Option(
        "--endpoint <url>",
        "the address of a store other than Amazon's, such as http://127.0.0.1:9000",
      ).env("AWS_ENDPOINT_URL_S3"),
    );
}

/** The place of the store; undefined where none is named. Variables that are set but empty, as by Docker Compose, name nothing. */
export function storeOf({ store, endpoint }: StoreCommandOptions): StoreOptions | undefined {
  if (store === undefined || store === "") return undefined;
  return { address: store, endpoint: endpoint === "" ? undefined : endpoint };
}
