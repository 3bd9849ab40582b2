#!/usr/bin/env bash
# Tracks a training, a search and a reproduction at a real MLflow server, and asks the server what it holds then. Needs MLflow's server (its
# command `mlflow`, or a server that runs at MLFLOW_URL), and the built command line:
#
#   pnpm build --filter weightcast && tools/cluster/mlflow.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
main=$root/apps/cli/dist/main.js
sample=$root/fixtures/fashion_mnist_sample
port=16500
url=${MLFLOW_URL:-http://127.0.0.1:$port}

place=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || kill "$server"
  rm -rf "$place"
}
trap stop EXIT
cd "$place"

say() { echo "mlflow: $*"; }
weightcast() { node "$main" "$@" --track "mlflow:$url"; }

if [ -z "${MLFLOW_URL:-}" ]; then
  mlflow server --host 127.0.0.1 --port "$port" --backend-store-uri "sqlite:///$place/mlflow.db" > server.log 2>&1 &
  server=$!
fi
until version=$(curl --silent --fail "$url/version"); do sleep 0.5; done
say "the server is MLflow $version"

train=(zoo train --dataset fashion_mnist --num-layers 2 --num-units 4 --train-fraction 0.1 --workers 1 --seed 3)
# Two at once, which both make the experiment where it is missing.
weightcast "${train[@]}" --networks 2 --epochs 1 -o first > /dev/null 2>&1 &
first=$!
weightcast "${train[@]}" --networks 2 --epochs 1 -o second > /dev/null 2>&1
wait "$first"
# A stride of 40 pixels leaves nothing of an image.
weightcast "${train[@]}" --networks 1 --epochs 1 --cnn-stride 40 -o failed > /dev/null 2>&1 && exit 1
node "$main" "${train[@]}" --networks 200 --epochs 20 -o killed --track "mlflow:$url" > /dev/null 2>&1 &
killed=$!
until ls killed/parts/*.npy > /dev/null 2>&1; do sleep 0.2; done
kill -TERM "$killed"
wait "$killed" && exit 1
weightcast search "$sample" --predictor logit-linear --features wstats-glob --trials 3 -o search > /dev/null 2>&1
weightcast reproduce "$sample" --quick -o report > /dev/null 2>&1

cat > check.mjs << 'JS'
import assert from "node:assert/strict";
const [url] = process.argv.slice(2);
const ask = async (path, body) => {
  const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
    headers: { "content-type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  assert.equal(answer.status, 200, `${path}: ${answer.status}`);
  return answer.json();
};
const byKey = (pairs = []) => Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
for (const [command, expected] of [
  ["zoo train", { first: "FINISHED", second: "FINISHED", failed: "FAILED", killed: "KILLED" }],
  ["search", { search: "FINISHED" }],
  ["reproduce", { report: "FINISHED" }],
]) {
  const query = new URLSearchParams({ experiment_name: `weightcast/${command}` });
  const { experiment } = await ask(`experiments/get-by-name?${query}`);
  const { runs } = await ask("runs/search", { experiment_ids: [experiment.experiment_id], max_results: 100 });
  for (const [name, status] of Object.entries(expected)) {
    const run = runs.find(({ info }) => info.run_name === name);
    assert.ok(run, `${command} has no run ${name}`);
    assert.equal(run.info.status, status, name);
    assert.ok(run.info.end_time >= run.info.start_time, `${name} ends before it begins`);
    const [params, metrics] = [byKey(run.data.params), byKey(run.data.metrics)];
    assert.equal(params.output, name);
    if (name === "first") assert.deepEqual([params.seed, params.networks, metrics.networks], ["3", "2", 2]);
    if (name === "search") assert.equal(typeof metrics.test_r2, "number");
    if (name === "report") assert.ok(metrics.cells > 0 && metrics.failures === 0);
    console.log(`mlflow: ${command}: run ${name} is ${status}, ${Object.keys(params).length} parameters,`, metrics);
  }
}
JS
node check.mjs "$url"
say "all runs are at the server as they ended"
