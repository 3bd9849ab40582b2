# Hosts for the checks of the queue, to be sourced: network namespaces of this machine, which reach nothing but each other. Needs root.
#
#   make_hosts hub w0 w1   # hub has the address $hub, and a bridge to which the others are connected
#   on w0 COMMAND...       # runs a command on a host
#   disconnect w0          # takes a host's network away; `connect w0` gives it back

hosts=wcq-$$
net=198.18.77
hub=$net.1

on() {
  local host=$1
  shift
  ip netns exec "$hosts-$host" "$@"
}

make_hosts() {
  local first=$1 number=1 host
  shift
  ip netns add "$hosts-$first"
  on "$first" ip link set lo up
  on "$first" ip link add bridge type bridge
  on "$first" ip address add "$hub/24" dev bridge
  on "$first" ip link set bridge up
  for host in "$@"; do
    number=$((number + 1))
    ip netns add "$hosts-$host"
    on "$first" ip link add "to-$host" type veth peer name net netns "$hosts-$host"
    on "$first" ip link set "to-$host" master bridge
    on "$first" ip link set "to-$host" up
    on "$host" ip link set lo up
    on "$host" ip address add "$net.$number/24" dev net
    on "$host" ip link set net up
  done
}

disconnect() { on "$1" ip link set net down; }
connect() { on "$1" ip link set net up; }

remove_hosts() {
  local name
  for name in $(ip netns list | awk -v hosts="$hosts-" 'index($1, hosts) == 1 { print $1 }'); do ip netns delete "$name"; done
}
