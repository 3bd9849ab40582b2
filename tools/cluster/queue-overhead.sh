#!/usr/bin/env bash
# Measures what the queue costs beside plain `zoo train`: the same zoo is trained by the plain command with 2 workers, and through a real Redis by
# one worker with 2 tasks at a time, in turns, ROUNDS times (2). Prints the wall time and the processor time of each, Redis's own included.
# All networks train on all images, so that both tasks end at about the same time. Needs Debian's redis-server, and the built command line:
#
#   pnpm build --filter weightcast && tools/cluster/queue-overhead.sh
set -euo pipefail

main=$(cd "$(dirname "$0")/../.." && pwd)/apps/cli/dist/main.js
networks=${NETWORKS:-20}
epochs=${EPOCHS:-5}
tasks=${TASKS:-2}
rounds=${ROUNDS:-2}
port=16396

place=$(mktemp -d)
export WEIGHTCAST_REDIS=redis://127.0.0.1:$port
worker=
stop() {
  [ -z "$worker" ] || kill -KILL -- "-$worker" 2> /dev/null || true
  redis-cli -p "$port" shutdown nosave > /dev/null 2>&1 || true
  rm -rf "$place"
}
trap stop EXIT
cd "$place"

weightcast() { node "$main" "$@"; }
now() { date +%s.%N; }
redis_seconds() { redis-cli -p "$port" info cpu | tr -d '\r' | awk -F: '/^used_cpu_(sys|user):/ { sum += $2 } END { print sum }'; }
# Sets `spent` to the processor time of the ended children of this shell and of theirs, in seconds.
count_children() {
  times > times
  spent=$(tail -1 times | sed 's/[ms]/ /g' | awk '{ print $1 * 60 + $2 + $3 * 60 + $4 }')
}
# Waiting without a child.
exec {never}<> <(:)
wait_a_moment() { read -rt 0.05 -u "$never" || true; }
train=(--dataset fashion_mnist --networks "$networks" --epochs "$epochs" --train-fraction 1 --seed 1)

plain() {
  local began before
  count_children
  before=$spent
  began=$(now)
  weightcast zoo train "${train[@]}" --workers 2 -o "plain-$1" > /dev/null 2>&1
  report plain "$began" "$before" 0
}
queued() {
  local began before redis ended
  count_children
  before=$spent
  redis=$(redis_seconds)
  began=$(now)
  weightcast queue submit zoo-train "${train[@]}" --tasks "$tasks" -o "queued-$1" > /dev/null
  setsid node "$main" queue work --concurrency 2 > worker.log 2>&1 &
  worker=$!
  until [ -f "queued-$1/weights.npy" ]; do wait_a_moment; done
  ended=$(now)
  kill -TERM "$worker"
  wait "$worker" || true
  worker=
  report queue "$began" "$before" "$(awk "BEGIN { print $(redis_seconds) - $redis }")" "$ended"
  cmp "plain-$1/weights.npy" "queued-$1/weights.npy"
}
# name, beginning, processor time of children at the beginning, processor time of Redis, end
report() {
  local ended=${5:-$(now)}
  count_children
  awk -v name="$1" -v wall="$(awk "BEGIN { print $ended - $2 }")" -v cpu="$(awk "BEGIN { print $spent - $3 + $4 }")" \
    'BEGIN { printf "%s %.2f %.2f\n", name, wall, cpu }' | tee -a measured | awk '{ printf "%-6s wall %7.2f s, processor %7.2f s\n", $1, $2, $3 }'
}

redis-server --port "$port" --save "" --appendonly yes --daemonize yes --dir "$place" > /dev/null
until redis-cli -p "$port" ping 2> /dev/null | grep -q PONG; do sleep 0.1; done
echo "$networks networks of $epochs epochs; plain: 2 workers; queue: 2 tasks at a time of $tasks"
for round in $(seq "$rounds"); do
  plain "$round"
  queued "$round"
done
awk -v tasks="$tasks" -v rounds="$rounds" '
  { wall[$1] += $2; cpu[$1] += $3 }
  END {
    printf "the queue beside the plain command: %+.1f %% wall time, %+.1f %% processor time\n", 100 * (wall["queue"] / wall["plain"] - 1), 100 * (cpu["queue"] / cpu["plain"] - 1)
    printf "that is %.2f s of processor time a task, whatever the task does\n", (cpu["queue"] - cpu["plain"]) / tasks / rounds
  }' measured
