#!/usr/bin/env bash
# Trains a zoo through the queue on a real Redis: 3 workers, of which a random one is killed KILLS times (10), with its tasks, as a machine
# that dies, while Redis restarts RESTARTS times (2). Compares the zoo with that of one process, byte for byte, and counts how often each
# network was finished. Needs Debian's redis-server, and the built command line:
#
#   pnpm build --filter weightcast && tools/cluster/redis-queue.sh
set -euo pipefail

main=$(cd "$(dirname "$0")/../.." && pwd)/apps/cli/dist/main.js
networks=${NETWORKS:-60}
epochs=${EPOCHS:-1}
tasks=${TASKS:-12}
kills=${KILLS:-10}
restarts=${RESTARTS:-2}
seconds=${SECONDS_BETWEEN:-8}
port=16399

place=$(mktemp -d)
export WEIGHTCAST_REDIS=redis://127.0.0.1:$port
workers=()
stop() {
  for worker in "${workers[@]}"; do kill -KILL -- "-$worker" 2> /dev/null || true; done
  kill "$watcher" 2> /dev/null || true
  redis-cli -p "$port" shutdown nosave 2> /dev/null || true
  rm -rf "$place"
}
watcher=
trap stop EXIT
cd "$place"
mkdir redis

say() { echo "redis-queue: $*"; }
weightcast() { node "$main" "$@"; }
start_redis() {
  redis-server --port "$port" --dir "$place/redis" --appendonly yes --save "" --daemonize yes > /dev/null
  until redis-cli -p "$port" ping 2> /dev/null | grep -q PONG; do sleep 0.1; done
}
# Each worker is a group of processes, so that its tasks die with it.
start_worker() {
  setsid node "$main" queue work --concurrency 1 >> workers.log 2>&1 &
  workers[$1]=$!
}

train=(--dataset fashion_mnist --networks "$networks" --epochs "$epochs" --seed 1)
say "one process trains $networks networks"
began=$(date +%s)
weightcast zoo train "${train[@]}" --workers 2 -o whole 2> /dev/null
say "one process: $(($(date +%s) - began)) s"

# Every network that is finished is a file that appears under its name.
cat > watch.mjs << 'JS'
import { appendFileSync, existsSync, watch } from "node:fs";
watch("zoo.shards", { recursive: true }, (event, name) => {
  if (event === "rename" && /parts\/\d+\.npy$/.test(name) && existsSync(`zoo.shards/${name}`)) appendFileSync("finished", `${name}\n`);
});
JS
mkdir zoo.shards
touch finished
node watch.mjs &
watcher=$!

start_redis
weightcast queue submit zoo-train "${train[@]}" --tasks "$tasks" -o zoo
began=$(date +%s)
for number in 0 1 2; do start_worker "$number"; done
for turn in $(seq "$kills"); do
  sleep "$seconds"
  if [ "$restarts" -gt 0 ] && [ $((turn % (kills / restarts))) = 0 ]; then
    redis-cli -p "$port" shutdown > /dev/null 2>&1 || true
    sleep 1
    start_redis
    say "Redis restarted"
  fi
  number=$((RANDOM % 3))
  kill -KILL -- "-${workers[$number]}" 2> /dev/null || true
  say "killed worker $number; $(weightcast queue status | head -1)"
  start_worker "$number"
done
until [ -f zoo/weights.npy ]; do
  sleep 2
  [ $(($(date +%s) - began)) -lt 1200 ] || { say "not finished in 20 minutes"; tail -20 workers.log; exit 1; }
done
sleep 1
weightcast queue status
say "the queue: $(($(date +%s) - began)) s, with $kills kills"

for file in weights.npy metrics.csv.gz layout.csv training.json; do
  cmp "whole/$file" "zoo/$file" || { say "$file differs"; exit 1; }
done
most=$(sort finished | uniq -c | sort -rn | awk 'NR == 1 { print $1 }')
say "finished $(wc -l < finished) networks, no network more than $most time(s)"
[ "$most" -le 2 ] || exit 1
say "the zoo is that of one process, byte for byte: $(sha256sum < zoo/weights.npy | cut -c1-16)"
