import { TemporaryError, UsageError } from "@weightcast/core";

/** A run at a tracking server. */
export interface TrackedRun {
  /** Ends the run with its metrics, or as failed. */
  end(status: "FINISHED" | "FAILED" | "KILLED", metrics: Readonly<Record<string, number>>): Promise<void>;
}

/** The experiment, the name and the parameters of a run. */
export interface RunDescription {
  /** The command: `zoo train`. */
  readonly experiment: string;
  /** The folder of the results. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The longest text of a parameter that every version of MLflow takes. */
const LONGEST_PARAMETER = 500;
const TIMEOUT_MILLISECONDS = 20_000;

/**
 * Begins a run at an MLflow server, in the experiment `weightcast/<command>`, which is made where it is missing.
 *
 * @param url the address of the server, whose REST API is at `/api/2.0/mlflow`
 * @throws TemporaryError where the server does not answer
 * @throws UsageError where it refuses the request
 */
export async function startMlflowRun(url: string, description: RunDescription): Promise<TrackedRun> {
  const { name, parameters } = description;
  const call = (path: string, body: unknown) => post(url, path, body);
  const experiment_id = await experimentNamed(url, `weightcast/${description.experiment}`);
  const { run } = (await call("runs/create", {
    experiment_id,
    run_name: name,
    start_time: Date.now(),
    tags: [{ key: "mlflow.source.name", value: `weightcast ${description.experiment}` }],
  })) as { run: { info: { run_id: string } } };
  const { run_id } = run.info;
  const params = Object.entries(parameters).map(([key, value]) => {
    return { key, value: value.slice(0, LONGEST_PARAMETER) };
  });
  await call("runs/log-batch", { run_id, params });
  return {
    async end(status, metrics) {
      const timestamp = Date.now();
      const logged = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 }));
      if (logged.length > 0) await call("runs/log-batch", { run_id, metrics: logged });
      await call("runs/update", { run_id, status, end_time: Date.now() });
    },
  };
}

/** The number of an experiment, which is made where it is missing; of several processes that make it at the same time, one does. */
async function experimentNamed(url: string, name: string): Promise<string> {
  const found = await findExperiment(url, name);
  if (found !== undefined) return found;
  try {
    const made = (await post(url, "experiments/create", { name })) as { experiment_id: string };
    return made.experiment_id;
  } catch (error) {
    const others = await findExperiment(url, name);
    if (others === undefined) throw error;
    return others;
  }
}

async function findExperiment(url: string, name: string): Promise<string | undefined> {
  const answer = await ask(url, `experiments/get-by-name?${new URLSearchParams({ experiment_name: name })}`);
  if (answer.status !== 200) return undefined;
  return ((await answer.json()) as { experiment: { experiment_id: string } }).experiment.experiment_id;
}

async function post(url: string, path: string, body: unknown): Promise<unknown> {
  const answer = await ask(url, path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer.json();
  throw new UsageError(
    `MLflow at ${new URL(url).host} refuses ${path}: ${answer.status} ${await answer.text()}`,
  );
}

async function ask(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  const address = `${url.replace(/\/+$/, "")}/api/2.0/mlflow/${path}`;
  const answer = await fetch(address, { ...init, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) }).catch(
    (cause: unknown) => {
      throw new TemporaryError(`MLflow at ${new URL(url).host} does not answer`, { cause });
    },
  );
  if (answer.status < 500) return answer;
  throw new TemporaryError(`MLflow at ${new URL(url).host} fails (${answer.status})`);
}
