import { Option } from "commander";

/** The option for the address of Redis, which the environment can give too. */
export function redisOption(): Option {
  return new Option("--redis <url>", "the address of the queue's Redis")
    .env("WEIGHTCAST_REDIS")
    .default("redis://127.0.0.1:6379");
}
