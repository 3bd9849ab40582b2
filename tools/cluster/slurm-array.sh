#!/usr/bin/env bash
# Runs an array that `zoo train --emit slurm` printed on a real Slurm of four nodes, all on this machine, kills one task while it trains, and
# compares the merged zoo with that of one process, byte for byte. Needs Debian's slurm-wlm and root, and the built command line:
#
#   pnpm build --filter weightcast && sudo tools/cluster/slurm-array.sh
set -euo pipefail

main=$(cd "$(dirname "$0")/../.." && pwd)/apps/cli/dist/main.js
nodes=4
networks=${NETWORKS:-16}
epochs=${EPOCHS:-6}

place=$(mktemp -d)
export SLURM_CONF=$place/slurm.conf
stop() {
  for file in "$place"/*.pid; do kill "$(cat "$file")" 2> /dev/null || true; done
  sleep 1
  rm -rf "$place"
}
trap stop EXIT
cd "$place"

say() { echo "slurm-array: $*"; }

# Slurm signs its messages with munge, here with a key of its own.
dd if=/dev/urandom of=munge.key bs=1024 count=1 2> /dev/null
chmod 400 munge.key
munged --force --key-file="$place/munge.key" --socket="$place/munge.socket" --pid-file="$place/munge.pid" \
  --log-file="$place/munge.log" --seed-file="$place/munge.seed"

host=$(hostname -s)
mkdir state
cat > slurm.conf << CONF
ClusterName=check
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=17800
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$place/munge.socket
CredType=cred/munge
StateSaveLocation=$place/state
SlurmctldPidFile=$place/slurmctld.pid
SlurmctldLogFile=$place/slurmctld.log
SlurmdPidFile=$place/%n.pid
SlurmdLogFile=$place/%n.log
SlurmdSpoolDir=$place/spool-%n
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
JobCompType=jobcomp/none
SchedulerParameters=sched_interval=2
NodeName=node[1-$nodes] NodeHostname=$host NodeAddr=127.0.0.1 Port=[17801-1780$nodes] CPUs=1 RealMemory=1500 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=60 State=UP
CONF

slurmctld
for node in $(seq $nodes); do slurmd -N "node$node"; done
for _ in $(seq 30); do
  [ "$(sinfo --noheader --states=idle --format=%D)" = "$nodes" ] && break
  sleep 1
done
sinfo

weightcast() { node "$main" "$@"; }
train=(zoo train --dataset fashion_mnist --networks "$networks" --epochs "$epochs" --seed 1)
say "one process trains $networks networks"
weightcast "${train[@]}" --workers 2 -o whole

say "an array of $nodes tasks trains them"
weightcast "${train[@]}" --emit slurm --tasks "$nodes" --cpus 1 --memory 1G --time 30m -o zoo > submit.sh
WEIGHTCAST="node $main" sh submit.sh | tee submitted
array=$(sed -n 's/^train: job \([0-9]*\),.*/\1/p' submitted)
merge=$(sed -n 's/^merge: job \([0-9]*\)$/\1/p' submitted)

# The second task dies in the midst of its work, as by the system that runs out of memory, once it has finished a network.
parts=zoo.shards/shard-2-of-$nodes/parts
until ls "$parts"/*.npy > /dev/null 2>&1; do sleep 0.2; done
victim=
for pid in $(pgrep -f "[s]hard auto -o zoo.shards"); do
  if tr '\0' '\n' < "/proc/$pid/environ" | grep -qx SLURM_ARRAY_TASK_ID=1; then victim=$pid; fi
done
kill -KILL "$victim"
say "killed task 1 of the array, process $victim, with $(ls "$parts" | wc -l) networks finished"

while squeue --noheader --jobs="$array,$merge" 2> /dev/null | grep -q .; do sleep 2; done
restarts=$(scontrol show job "${array}_1" | sed -n 's/.*Restarts=\([0-9]*\).*/\1/p')
say "task 1 was started again $restarts time(s); all tasks ended:"
scontrol show job "$array" | grep -E "JobState|ArrayTaskId" || true

[ "$restarts" = 1 ] || { say "task 1 was not requeued once"; cat slurm-*.out; exit 1; }
for file in weights.npy metrics.csv.gz layout.csv training.json; do
  cmp "whole/$file" "zoo/$file" || { say "$file differs"; exit 1; }
done
say "the merged zoo is that of one process, byte for byte: $(sha256sum < zoo/weights.npy | cut -c1-16)"
