import { useEffect, useMemo, useState } from "preact/hooks";
import { callback, type RemoteEngine, runTask } from "../engine/engine-client.js";
import type { Measure } from "../measures/measures.js";
import type { PageZoo } from "../page/opened.js";
import type { RunWork } from "../page/use-work.js";
import { evenly } from "../plot/evenly.js";

/** A zoo's map: two measures that place its networks. */
export interface MapMeasures {
  readonly x: Measure;
  readonly y: Measure;
  /** The number of networks that were placed. */
  readonly placed: number;
}

/** The most networks that are placed: all their weights are read. */
const MOST_PLACED = 10_000;

/**
 * The map of some networks of a zoo, once it is wanted; it is computed again only for other rows.
 *
 * @returns undefined until it is there
 */
export function useMap(
  engine: RemoteEngine,
  zoo: PageZoo,
  rows: Int32Array,
  run: RunWork,
  isWanted: boolean,
): MapMeasures | undefined {
  const [map, setMap] = useState<MapMeasures & { readonly of: Int32Array }>();
  const chosen = useMemo(() => evenly(rows, MOST_PLACED), [rows]);
  const isThere = map?.of === chosen;
  useEffect(() => {
    if (!isWanted || isThere) return;
    const stop = new AbortController();
    void run("Reading weights for the map", async (signal, onProgress) => {
      const either = AbortSignal.any([signal, stop.signal]);
      const found = await runTask(engine, either, (task) =>
        engine.map(task, zoo.id, chosen, callback(onProgress)),
      );
      if (found === null) return;
      const measure = (axis: "x" | "y", share: number): Measure => {
        const values = new Float64Array(zoo.rows).fill(Number.NaN);
        for (const [i, row] of chosen.entries()) values[row] = found[axis][i]!;
        const label = `${axis === "x" ? "first" : "second"} direction: ${Math.round(100 * share)} % of the variance`;
        return { name: `map-${axis}`, label, values };
      };
      const [x, y] = [measure("x", found.shares[0]), measure("y", found.shares[1])];
      setMap({ x, y, placed: chosen.length, of: chosen });
    });
    return () => stop.abort();
  }, [engine, zoo, chosen, run, isWanted, isThere]);
  return isThere ? map : undefined;
}
