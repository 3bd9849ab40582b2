#!/usr/bin/env bash
# Runs a search and a reproduction through the queue on a real Redis, with 2 workers, of which one is killed on the way, and compares the results
# with those of the plain commands. Needs Debian's redis-server, and the built command line:
#
#   pnpm build --filter weightcast && tools/cluster/redis-experiments.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
main=$root/apps/cli/dist/main.js
port=16397

place=$(mktemp -d)
export WEIGHTCAST_REDIS=redis://127.0.0.1:$port
workers=()
stop() {
  for worker in "${workers[@]}"; do kill -KILL -- "-$worker" 2> /dev/null || true; done
  redis-cli -p "$port" shutdown nosave > /dev/null 2>&1 || true
  rm -rf "$place"
}
trap stop EXIT
cd "$place"
cp -r "$root/fixtures/fashion_mnist_sample" zoo

say() { echo "redis-experiments: $*"; }
weightcast() { node "$main" "$@"; }
start_worker() {
  setsid node "$main" queue work --concurrency 1 >> workers.log 2>&1 &
  workers[$1]=$!
  # The shell need not tell that it was killed.
  disown
}

search=(zoo --predictor gbm --features wstats-glob --trials 9 --seed 1)
reproduce=(zoo --quick --seed 1)
say "the plain commands"
weightcast search "${search[@]}" --workers 2 -o plain-search > /dev/null 2>&1
weightcast reproduce "${reproduce[@]}" --workers 2 -o plain-report > /dev/null 2>&1

redis-server --port "$port" --appendonly yes --save "" --daemonize yes --dir "$place" > /dev/null
until redis-cli -p "$port" ping 2> /dev/null | grep -q PONG; do sleep 0.1; done
weightcast queue submit search "${search[@]}" --tasks 3 -o search
weightcast queue submit reproduce "${reproduce[@]}" --tasks 4 -o report
for number in 0 1; do start_worker "$number"; done
until ls search/trials/*.json > /dev/null 2>&1; do sleep 0.5; done
kill -KILL -- "-${workers[1]}"
say "killed worker 1; $(weightcast queue status | head -1)"
start_worker 1
began=$(date +%s)
until [ -f search/best.json ] && [ -f report/index.html ]; do
  sleep 2
  [ $(($(date +%s) - began)) -lt 1200 ] || { say "not finished in 20 minutes"; tail -20 workers.log; exit 1; }
done
sleep 2
weightcast queue status

# Results are the same but for the time that they took.
cat > compare.mjs << 'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
const read = (path) => JSON.parse(readFileSync(path, "utf8"), (key, value) => (key === "seconds" ? undefined : value));
for (const [name, file] of [["search", "trials.json"], ["search", "best.json"], ["report", "results.json"]]) {
  const [queued, plain] = [read(`${name}/${file}`), read(`plain-${name}/${file}`)];
  assert.deepEqual(queued, plain, `${name}/${file}`);
  console.log(`redis-experiments: ${name}/${file} is that of the plain command`);
}
JS
node compare.mjs
