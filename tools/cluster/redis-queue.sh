#!/usr/bin/env bash
# Trains a zoo through the queue on a real Redis: 3 workers, each on a host of its own (a network namespace), of which a random one is killed
# KILLS times (10), with its tasks, as a machine that dies, while Redis restarts RESTARTS times (2), and one worker loses its network for
# CUT seconds (45), longer than its locks live. Compares the zoo with that of one process, byte for byte, and counts how often each network was
# trained. Needs root, Debian's redis-server and iproute2, and the built command line:
#
#   pnpm build --filter weightcast && sudo tools/cluster/redis-queue.sh
#
# With STORE=1, the workers share no folder, but an S3-compatible store: moto's server (pip install 'moto[server,s3]').
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
main=$here/../../apps/cli/dist/main.js
# shellcheck source=tools/cluster/hosts.sh
. "$here/hosts.sh"
networks=${NETWORKS:-60}
epochs=${EPOCHS:-1}
tasks=${TASKS:-12}
kills=${KILLS:-10}
restarts=${RESTARTS:-2}
seconds=${SECONDS_BETWEEN:-8}
cut=${CUT:-45}
store=${STORE:-}
port=6379

place=$(mktemp -d)
export WEIGHTCAST_REDIS=redis://$hub:$port
workers=()
services=()
stop() {
  for worker in "${workers[@]}"; do kill -KILL -- "-$worker" 2> /dev/null || true; done
  on hub redis-cli -h "$hub" -p "$port" shutdown nosave > /dev/null 2>&1 || true
  for service in "${services[@]}"; do kill "$service" 2> /dev/null || true; done
  remove_hosts
  rm -rf "$place"
}
trap stop EXIT
cd "$place"
mkdir redis shared

say() { echo "redis-queue: $*"; }
queue() { on hub node "$main" queue "$@"; }
redis() { on hub redis-cli -h "$hub" -p "$port" "$@"; }
start_redis() {
  on hub redis-server --bind "$hub" --protected-mode no --port "$port" --dir "$place/redis" --appendonly yes --save "" --daemonize yes > /dev/null
  until redis ping 2> /dev/null | grep -q PONG; do sleep 0.1; done
}
# Each worker is a group of processes, so that its tasks die with it.
start_worker() {
  local folder=shared
  if [ -n "$store" ]; then
    # A machine that dies takes its files with it.
    folder=worker-$1
    rm -rf "$folder"
    mkdir "$folder"
  fi
  setsid ip netns exec "$hosts-w$1" env NODE_OPTIONS="--require $place/count.cjs" node "$main" queue work --concurrency 1 --folder "$folder" >> workers.log 2>&1 &
  workers[$1]=$!
  # The shell need not tell that it was killed.
  disown
}
# The zoo, where it is finished.
zoo() {
  if [ -n "$store" ]; then
    mkdir -p zoo
    # The server gives objects to those who name a key, whichever it is.
    for file in weights.npy metrics.csv.gz layout.csv training.json; do
      on hub curl --silent --fail --header "Authorization: AWS check:check" --output "zoo/$file" "$AWS_ENDPOINT_URL_S3/zoos/check/zoo/$file" || return 1
    done
  else
    [ -f shared/zoo/weights.npy ] && ln -sfn shared/zoo zoo
  fi
}

train=(--dataset fashion_mnist --networks "$networks" --epochs "$epochs" --seed 1)
say "one process trains $networks networks"
began=$(date +%s)
node "$main" zoo train "${train[@]}" --workers 2 -o whole 2> /dev/null
say "one process: $(($(date +%s) - began)) s"

make_hosts hub w0 w1 w2
start_redis
if [ -n "$store" ]; then
  export AWS_ACCESS_KEY_ID=check AWS_SECRET_ACCESS_KEY=check AWS_ENDPOINT_URL_S3=http://$hub:9000 WEIGHTCAST_STORE=s3://zoos/check
  ip netns exec "$hosts-hub" moto_server --host "$hub" --port 9000 > moto.log 2>&1 &
  services+=($!)
  until on hub curl --silent --fail --output /dev/null "$AWS_ENDPOINT_URL_S3"; do sleep 0.5; done
  on hub curl --silent --fail --output /dev/null --request PUT "$AWS_ENDPOINT_URL_S3/zoos"
fi

# Every network that was trained is written as a new file NUMBER.npy.partial-…, which then gets its name; one that comes from a store is not.
cat > count.cjs << 'JS'
const fs = require("node:fs");
const { open } = fs.promises;
fs.promises.open = (path, ...rest) => {
  const [, network] = /parts\/(\d+)\.npy\.partial-/.exec(String(path)) ?? [];
  if (network !== undefined) fs.appendFileSync(process.env.TRAINED, `${network}\n`);
  return open(path, ...rest);
};
require("node:module").syncBuiltinESMExports();
JS
touch trained
export TRAINED=$place/trained

queue submit zoo-train "${train[@]}" --tasks "$tasks" -o zoo
began=$(date +%s)
for number in 0 1 2; do start_worker "$number"; done
for turn in $(seq "$kills"); do
  sleep "$seconds"
  if [ "$restarts" -gt 0 ] && [ $((turn % (kills / restarts))) = 0 ]; then
    redis shutdown > /dev/null 2>&1 || true
    sleep 1
    start_redis
    say "Redis restarted"
  fi
  if [ "$turn" = 2 ] && [ "$cut" -gt 0 ]; then
    disconnect w2
    say "worker 2 has no network for $cut s"
    (sleep "$cut" && connect w2 && say "worker 2 has a network again") &
    services+=($!)
  fi
  # The worker without a network is not killed meanwhile.
  number=$((RANDOM % (turn >= 2 && turn * seconds < 2 * seconds + cut ? 2 : 3)))
  kill -KILL -- "-${workers[$number]}" 2> /dev/null || true
  say "killed worker $number; $(queue status | head -1)"
  start_worker "$number"
done
until zoo; do
  sleep 2
  [ $(($(date +%s) - began)) -lt 1200 ] || { say "not finished in 20 minutes"; tail -20 workers.log; exit 1; }
done
sleep 1
queue status
say "the queue: $(($(date +%s) - began)) s, with $kills kills and $restarts restarts of Redis"

for file in weights.npy metrics.csv.gz layout.csv training.json; do
  cmp "whole/$file" "zoo/$file" || { say "$file differs"; exit 1; }
done
most=$(sort trained | uniq -c | sort -rn | awk 'NR == 1 { print $1 }')
say "trained $(wc -l < trained) times $networks networks, no network more than $most time(s)"
[ "$(sort -u trained | wc -l)" = "$networks" ] || { say "not every network was seen"; exit 1; }
[ "$most" -le 2 ] || exit 1
say "the zoo is that of one process, byte for byte: $(sha256sum < zoo/weights.npy | cut -c1-16)"
