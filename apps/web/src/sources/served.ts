import { InputError, matrix } from "@weightcast/core";
import { type Model, modelFromFiles } from "@weightcast/predictors";
import { StoredZoo, type WeightSource, type Zoo } from "@weightcast/zoo";
import { parseLayout, parseMetrics } from "@weightcast/zoo-io";

/** What the server of this page serves beside it; it writes so into the page. */
interface Served {
  /** The zoo's name; null where there is none. */
  readonly zoo: string | null;
  /** Names of the model's files; null where there is none. */
  readonly model: readonly string[] | null;
}

/** What `weightcast ui` serves; undefined where it is not what serves this page. */
export function servedHere(): Served | undefined {
  const content = document.querySelector<HTMLMetaElement>('meta[name="weightcast-served"]')?.content;
  return content === undefined ? undefined : JSON.parse(content);
}

/** Opens what is served. Of the weights only the rows that are asked for are fetched. */
export async function openServed({
  zoo,
  model,
}: Served): Promise<{ readonly zoo?: Zoo; readonly model?: Model }> {
  return {
    ...(zoo === null ? {} : { zoo: await openZoo(zoo) }),
    ...(model === null ? {} : { model: await openModel(model) }),
  };
}

async function openZoo(name: string): Promise<Zoo> {
  const [layoutText, metricsText] = await Promise.all(
    ["served/layout.csv", "served/metrics.csv"].map(async (url) => (await fetchWhole(url)).text()),
  );
  const layout = parseLayout(layoutText!, `${name}/layout.csv`);
  const metrics = parseMetrics(metricsText!, `${name}/metrics.csv`);
  return new StoredZoo(name, layout, metrics, servedWeights(metrics.rows, layout.parameters));
}

async function openModel(names: readonly string[]): Promise<Model> {
  const files = await Promise.all(
    names.map(async (name): Promise<[string, Uint8Array]> => {
      const response = await fetchWhole(`served/model/${encodeURIComponent(name)}`);
      return [name, new Uint8Array(await response.arrayBuffer())];
    }),
  );
  return modelFromFiles(new Map(files), "model");
}

/** Weights [rows, columns] that are fetched by row numbers. */
function servedWeights(rows: number, columns: number): WeightSource {
  return {
    rows,
    columns,
    open: async () => ({
      async take(wanted) {
        const body = wanted.slice() as Int32Array<ArrayBuffer>;
        const response = await fetchWhole("served/weights", { method: "POST", body });
        const bytes = await response.arrayBuffer();
        if (bytes.byteLength !== 4 * wanted.length * columns) {
          throw new InputError(
            `${wanted.length} rows of weights were asked for, ${bytes.byteLength} bytes came`,
          );
        }
        return matrix(new Float32Array(bytes), wanted.length, columns);
      },
      close: async () => {},
    }),
  };
}

async function fetchWhole(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new InputError(`cannot be fetched: ${await response.text()}`, { file: url });
  return response;
}
