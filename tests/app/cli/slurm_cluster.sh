#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A Slurm cluster of one node on the loopback interface, for tests.
#   slurm_cluster.sh start FOLDER    starts munged, slurmctld and slurmd; FOLDER/slurm.conf is the configuration
#   slurm_cluster.sh node FOLDER     starts slurmd again after it was killed
#   slurm_cluster.sh stop FOLDER     ends all three
# Exit code 77: it cannot run here; the reason is printed.
set -u
export PATH="$PATH:/usr/sbin:/sbin"
command=$1
folder=$2

cannot() { echo "$1"; exit 77; }

stop() {
  for daemon in slurmd slurmctld munged; do
    [ -f "$folder/$daemon.pid" ] || continue
    pid=$(cat "$folder/$daemon.pid")
    kill "$pid" 2>/dev/null
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null
  done
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start_node() {
  rm -f "$folder/slurmd.pid"
  slurmd -f "$folder/slurm.conf" >"$folder/slurmd.out" 2>&1 || cannot "slurmd does not start: $(tail -1 "$folder/slurmd.out")"
}

case $command in
  stop) stop; exit 0 ;;
  node) start_node; exit 0 ;;
esac

for program in munged slurmctld slurmd sbatch squeue scancel python3; do
  command -v $program >/dev/null || cannot "$program is not installed (packages slurm-wlm and munge)"
done
mkdir -p "$folder/state" "$folder/spool" && chmod 755 "$folder" || cannot "no folder"
head -c 128 /dev/urandom >"$folder/munge.key" && chmod 600 "$folder/munge.key"
host=$(hostname -s)
user=$(id -un)
cat >"$folder/slurm.conf" <<END
ClusterName=qonvolve
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
KillWait=10
MinJobAge=60
RebootProgram=/bin/false
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=512 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  printf 'CgroupPlugin=cgroup/v2\nIgnoreSystemd=yes\n' >"$folder/cgroup.conf"
else
  echo 'CgroupPlugin=cgroup/v1' >"$folder/cgroup.conf"
fi
munged --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" --force >"$folder/munged.out" 2>&1 ||
  cannot "munged does not start: $(tail -1 "$folder/munged.out")"
export SLURM_CONF="$folder/slurm.conf"
slurmctld -c -f "$folder/slurm.conf" >"$folder/slurmctld.out" 2>&1 ||
  { stop; cannot "slurmctld does not start: $(tail -1 "$folder/slurmctld.out")"; }
start_node
for _ in $(seq 150); do
  case "$(sinfo -h -o %T 2>/dev/null)" in idle*) echo "ready"; exit 0 ;; esac
  sleep 0.1
done
reason="the node does not become idle: $(sinfo -h -o '%T %E' 2>&1 | head -1)"
stop
cannot "$reason"
