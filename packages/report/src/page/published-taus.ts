import { type Markup, markup } from "../markup.js";
import { MISSING } from "../numbers.js";
import { scrollingTable } from "./table.js";

/** Kendall's tau of a published predictor, as its paper has it; null where it was not measured. */
interface PublishedTau {
  readonly method: string;
  /** Small CNN Zoo, CIFAR-10, grayscale. */
  readonly cifar10: string | null;
  /** Small CNN Zoo, SVHN, grayscale. */
  readonly svhn: string | null;
  /** CIFAR-10 Wild Park: networks of several architectures. */
  readonly wildPark: string | null;
}

const PUBLISHED: readonly PublishedTau[] = [
  {
    method: "statistics and a multi-layer perceptron (StatNN)",
    cifar10: "0.915",
    svhn: "0.843",
    wildPark: null,
  },
  { method: "NFN-NP / NFN-HNP", cifar10: "0.922 / 0.934", svhn: "0.856 / (0.931)", wildPark: null },
  { method: "NFT", cifar10: "0.926", svhn: "0.858", wildPark: null },
  {
    method: "NG-GNN / NG-T, with 64 probe features",
    cifar10: "0.930 / 0.935",
    svhn: "0.863 / 0.872",
    wildPark: "0.804 / 0.817",
  },
  { method: "DNG-Encoder", cifar10: "0.936", svhn: "0.867", wildPark: "0.874" },
  { method: "ScaleGMN, relu networks alone", cifar10: "0.932", svhn: "0.869", wildPark: null },
  { method: "ProbeGen, 128 probes", cifar10: "(0.957)", svhn: null, wildPark: "0.933" },
  { method: "HiddenProbe, mean of 5 seeds", cifar10: null, svhn: null, wildPark: "0.940" },
];

/** Scores that others have published, on other zoos than those of the report. */
export function publishedTaus(): Markup {
  const columns = ["CIFAR-10, grayscale", "SVHN, grayscale", "CIFAR-10 Wild Park"];
  return markup`<h3>Published elsewhere</h3>
${scrollingTable({
  id: "published-taus",
  caption: markup`<b>Kendall’s τ of published predictors</b>, final checkpoints. These are numbers of <b>other zoos</b>, with other images, more networks and longer training, and not comparable with the tables above.`,
  head: markup`<tr><th scope="col">predictor</th>${columns.map((name) => markup`<th class="number" scope="col">${name}</th>`)}</tr>`,
  body: PUBLISHED.map(
    ({ method, cifar10, svhn, wildPark }) =>
      markup`<tr><th scope="row">${method}</th>${[cifar10, svhn, wildPark].map((tau) => markup`<td>${tau ?? MISSING}</td>`)}</tr>\n`,
  ),
})}
<p class="small">( ): not confirmed. 46.6 % of the relu networks of SVHN tie, so that even a perfect ranking of them has a τ of at most 0.903, which 0.931 exceeds; reruns give about 0.86.</p>
`;
}
