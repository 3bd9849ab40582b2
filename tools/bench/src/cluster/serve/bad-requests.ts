import { RandomStream } from "@weightcast/core";
import type { ServedModel } from "./served-model.js";

const REQUESTS = 1000;
const AT_A_TIME = 20;
/** More than `serve` takes by default. */
const OVERSIZED_BYTES = 17 * 2 ** 20;

/** Sends 1,000 malformed or oversized requests; returns how many answers each status had, 0 standing for no answer. */
export async function sendBadRequests({ scores, network }: ServedModel): Promise<Map<number, number>> {
  const random = new RandomStream(1, "bad-requests");
  const oversized = new Uint8Array(OVERSIZED_BYTES);
  const post = (body: BodyInit, type = "application/x-npy", url = scores) =>
    fetch(url, { method: "POST", body, headers: { "content-type": type } });
  const flipped = () => {
    const copy = network.slice();
    // The header tells the dtype and the shape.
    copy[random.below(64)]! ^= 1 + random.below(255);
    return copy.subarray(0, copy.length - 1);
  };
  const kinds: readonly (() => Promise<Response>)[] = [
    () => post(network.slice(0, random.below(network.length - 1) + 1)),
    () => post(flipped()),
    () => post(Uint8Array.from({ length: 1 + random.below(300) }, () => random.below(256))),
    () => post(new Uint8Array()),
    () => post(oversized),
    () => post('{"networks": [[1,', "application/json"),
    () => post('{"networks": [[1, 2], [3]]}', "application/json"),
    () => post('{"networks": [["1"]]}', "application/json"),
    () => post("weights", "text/plain"),
    () => post(network, "application/x-npy", scores.replace("/model/", "/other/")),
    () => post(network, "application/x-npy", `${scores}?level=${2 + random.below(9)}`),
    () => fetch(scores, { method: "DELETE" }),
    () => fetch(new URL(`/${"a".repeat(3000)}`, scores)),
  ];
  const statuses = new Map<number, number>();
  const send = async (number: number) => {
    const status = await kinds[number % kinds.length]!().then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let first = 0; first < REQUESTS; first += AT_A_TIME) {
    await Promise.all(Array.from({ length: AT_A_TIME }, (_, i) => send(first + i)));
  }
  return statuses;
}
