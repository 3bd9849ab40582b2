import { useMemo, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import type { Dreams } from "../engine/messages.js";
import { shownPercent } from "../measures/measures.js";
import { datasetOf, type Model, type PageZoo } from "../page/opened.js";
import type { RunWork } from "../page/use-work.js";
import type { GivenFile } from "../sources/given-files.js";
import { className } from "./class-names.js";
import { DreamtImage, imageAt } from "./dreamt-image.js";
import { LiveDream } from "./live-dream.js";
import { OwnNetworks } from "./own-networks.js";
import { answerOf, probabilityOf, useAnswers } from "./use-answers.js";
import { useDreams } from "./use-dreams.js";
import { useOwnAnswers } from "./use-own-answers.js";

export interface DreamPageProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly model: Model | undefined;
  /** The rows that are shown. */
  readonly rows: Int32Array;
  /** Files of networks that were given to the page. */
  readonly networks: readonly GivenFile[];
  readonly run: RunWork;
}

/** The test set that a model's networks dreamt, how the networks of the zoo answer it, and a dream as it happens. */
export function DreamPage({ engine, zoo, model, rows, networks, run }: DreamPageProps) {
  const { dreams, problem } = useDreams(engine, model);
  return (
    <div class="dreams">
      <section>
        <h2>A test set dreamt from weights</h2>
        <p class="lead">
          No image of the data set was used. Gradient descent changed noise until the most accurate training
          networks took it for a chosen class. How a network answers these images tells how accurate it is.
        </p>
        {problem !== undefined && <p class="problem">{problem}</p>}
        {dreams === null && (
          <p class="quiet">
            The chosen model has no dreamt images. Fit one with{" "}
            <code>weightcast fit ZOO --features probes:dreamt</code>.
          </p>
        )}
        {model !== undefined && dreams != null && (
          <Gallery engine={engine} zoo={zoo} model={model} dreams={dreams} rows={rows} networks={networks} />
        )}
      </section>
      <LiveDream
        engine={engine}
        zoo={zoo}
        run={run}
        target={model?.manifest.target.column ?? "test_accuracy"}
      />
    </div>
  );
}

interface GalleryProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly model: Model;
  readonly dreams: Dreams;
  readonly rows: Int32Array;
  readonly networks: readonly GivenFile[];
}

/** At most so many networks are asked, evenly from the worst to the best. */
const MOST_ASKED = 96;

/** The images of each set by class; pointing at one shows how the networks answer it, from the worst to the best. */
function Gallery({ engine, zoo, model, dreams, rows, networks }: GalleryProps) {
  const { bands, images, shape, classes, labels } = dreams;
  const [chosen, setChosen] = useState(0);
  const ranked = useMemo(() => rankedRows(zoo, model, rows), [zoo, model, rows]);
  const { answers, problem } = useAnswers(engine, zoo, model, ranked);
  const { own, ownProblem } = useOwnAnswers(engine, model, networks);
  const [ownChosen, setOwnChosen] = useState(0);
  const network = own === undefined ? 0 : Math.min(ownChosen, own.names.length - 1);
  const dataset = datasetOf(zoo, 0);
  const labelOf = (image: number) => labels[image % labels.length]!;
  const label = labelOf(chosen);
  const allLabels = Array.from({ length: bands.length * labels.length }, (_, image) => labelOf(image));
  /** How the chosen one of the given networks answers an image. */
  const frame = (image: number) =>
    own === undefined ? "" : answerOf(own.answers, network, image) === labelOf(image) ? " right" : " wrong";
  return (
    <div class="gallery" style={{ "--bands": bands.length }}>
      {ownProblem !== undefined && <p class="problem">{ownProblem}</p>}
      {own === undefined ? (
        <p class="quiet wide">
          Drop or open the weights of a network to see which of the images it recognises.
        </p>
      ) : (
        <OwnNetworks own={own} labels={allLabels} chosen={network} onChoose={setOwnChosen} />
      )}
      {bands.map((band, set) => (
        <section key={band}>
          <h3>Dreamt by the {band} networks</h3>
          {Array.from({ length: classes }, (_, own) => (
            <div key={own} class="images">
              <span>{className(dataset, own)}</span>
              {Array.from(labels.keys())
                .filter((image) => labels[image] === own)
                .map((image) => set * labels.length + image)
                .map((image) => (
                  <button
                    key={image}
                    type="button"
                    class={`${image === chosen ? "image chosen" : "image"}${frame(image)}`}
                    aria-pressed={image === chosen}
                    onPointerEnter={() => setChosen(image)}
                    onFocus={() => setChosen(image)}
                    onClick={() => setChosen(image)}
                  >
                    <DreamtImage
                      pixels={imageAt(images, shape, image)}
                      shape={shape}
                      label={`${className(dataset, own)}, image ${image}`}
                    />
                  </button>
                ))}
            </div>
          ))}
        </section>
      ))}
      <aside class="image-answers" aria-label="Answers to the image" aria-live="polite">
        <DreamtImage pixels={imageAt(images, shape, chosen)} shape={shape} label="the chosen image" />
        <h3>Dreamt as {className(dataset, label)}</h3>
        {problem !== undefined && <p class="problem">{problem}</p>}
        {answers === undefined ? (
          problem === undefined && <p class="quiet">Asking {ranked.length} networks …</p>
        ) : (
          <RankedAnswers
            shares={Array.from(ranked, (_, place) => probabilityOf(answers, place, chosen, label))}
            own={own === undefined ? undefined : probabilityOf(own.answers, network, chosen, label)}
          />
        )}
        {own !== undefined && (
          <p>
            <b>{own.names[network]}</b> sees {className(dataset, answerOf(own.answers, network, chosen))}; it
            gives {className(dataset, label)}{" "}
            {shownPercent(probabilityOf(own.answers, network, chosen, label))}.
          </p>
        )}
      </aside>
    </div>
  );
}

const [WIDTH, HEIGHT] = [320, 90];

interface RankedAnswersProps {
  readonly shares: readonly number[];
  /** The probability that a given network has, which is drawn as a line. */
  readonly own: number | undefined;
}

/** The probability that each network gives to an image's class, from the worst network to the best. */
function RankedAnswers({ shares, own }: RankedAnswersProps) {
  const bar = WIDTH / Math.max(1, shares.length);
  const half = Math.floor(shares.length / 2);
  const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / Math.max(1, some.length);
  const summary = `worse half of the networks ${shownPercent(mean(shares.slice(0, half)))}, better half ${shownPercent(mean(shares.slice(half)))}`;
  return (
    <figure>
      <svg class="drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
        {shares.map((share, network) => (
          <rect
            key={network}
            x={network * bar}
            y={HEIGHT - 14 - share * (HEIGHT - 18)}
            width={Math.max(1, bar - 0.5)}
            height={share * (HEIGHT - 18)}
          />
        ))}
        {own !== undefined && (
          <polyline
            class="dotted"
            points={[0, WIDTH].map((x) => `${x},${HEIGHT - 14 - own * (HEIGHT - 18)}`).join(" ")}
          />
        )}
        <text x={0} y={HEIGHT - 2}>
          worst network
        </text>
        <text x={WIDTH} y={HEIGHT - 2} text-anchor="end">
          best
        </text>
      </svg>
      <figcaption>
        The probability of its class by {shares.length} networks of the zoo: {summary}
      </figcaption>
    </figure>
  );
}

/** Some of the rows, evenly from the worst to the best by the model's target. */
function rankedRows({ metrics }: PageZoo, { manifest }: Model, rows: Int32Array): Int32Array {
  const { column, direction } = manifest.target;
  if (!metrics.columns.has(column)) return rows.subarray(0, MOST_ASKED);
  const values = metrics.numbers(column);
  const sign = direction === "higher" ? 1 : -1;
  const known = rows.filter((row) => Number.isFinite(values[row]));
  const ranked = known.toSorted((a, b) => sign * (values[a]! - values[b]!));
  const count = Math.min(MOST_ASKED, ranked.length);
  return Int32Array.from({ length: count }, (_, i) => ranked[Math.floor((i * ranked.length) / count)]!);
}
