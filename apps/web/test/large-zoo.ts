import { RandomStream } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";
import type { NamedBytes } from "./built-page.js";

/** The weights of a network of a large zoo. */
const PARAMETERS = 4;

/**
 * The files of a zoo of many tiny networks. Four fifths of them have a learning rate near 0.01 and an accuracy near 0.5; those of the others are
 * anywhere from 0.0001 to 1, and from 0 to 1.
 */
export function largeZoo(networks: number): NamedBytes[] {
  const random = new RandomStream(5, "large zoo");
  const about = (centre: number, width: number) => centre + width * (random.uniform() - 0.5);
  const lines = Array.from({ length: networks }, (_, run) => {
    const [rate, accuracy] =
      run % 5 === 0 ? [10 ** about(-2, 4), about(0.5, 1)] : [10 ** about(-2, 0.4), about(0.5, 0.1)];
    return `zoo/${run}/ckpt-18,18,${accuracy.toFixed(6)},${rate.toExponential(6)}`;
  });
  const metrics = [",step,test_accuracy,config.learning_rate", ...lines].join("\n");
  const layout = `varname,start_idx,end_idx,size,shape\nk,0,${PARAMETERS},${PARAMETERS},"(${PARAMETERS},)"\n`;
  const encoder = new TextEncoder();
  const weights = new Float32Array(networks * PARAMETERS).fill(0.1);
  return [
    { name: "weights.npy", bytes: encodeNpy(weights, [networks, PARAMETERS]) },
    { name: "metrics.csv", bytes: encoder.encode(metrics) },
    { name: "layout.csv", bytes: encoder.encode(layout) },
  ];
}
