// A copy of this system that is thrown away: packages are installed into it and removed again, by the real tools.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const separator = '--- left behind ---';

// An overlay over / takes every change.
const prepare = `
set -euo pipefail
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount --rbind /dev "$1/root/dev"
mount --bind "$2" "$1/root/mnt"
`;

// Directories count only if the system did not have them.
const run = `
mount --rbind /proc "$1/root/proc"
chroot "$1/root" sh -e /mnt/script
echo "${separator}"
cd "$1/upper"
find . -mindepth 1 ! -type d -printf '%P\\n'
find . -mindepth 1 -type d -printf '%P\\n' | while read -r folder; do [ -e "/$folder" ] || echo "$folder/"; done
`;

// systemd starts the script and nothing else that this system has enabled. It must not be in a chroot: user namespaces
// cannot be made in one.
const boot = `
mount -t proc proc "$1/root/proc"
mount -t sysfs sysfs "$1/root/sys"
mount -t cgroup2 cgroup2 "$1/root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$1/root/run"
cat > "$1/root/etc/systemd/system/script.service" << 'END'
[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
ExecStart=/bin/sh -c '/bin/sh -e /mnt/script > /mnt/printed 2>&1; echo $? > /mnt/status'
ExecStopPost=/bin/systemctl --force --force poweroff
TimeoutStartSec=60
END
cat > "$1/root/etc/systemd/system/script.target" << 'END'
[Unit]
DefaultDependencies=no
Wants=script.service
END
cd "$1/root"
mkdir -p old
pivot_root . old
umount -l /old
exec /usr/bin/env -i container=lxc PATH="$PATH" /lib/systemd/systemd --unit=script.target --log-target=null
`;

/**
 * Runs a shell script as root of the copy, with the files in its /mnt.
 * @param {Record<string, string>} files by the name that they have there
 * @param {string} script ends at the first command that fails
 * @returns {{printed: string, left: string[]}} what it printed, and every file or folder that it has changed and left
 */
export const inSystemRoot = (files, script) =>
  withFolders(files, script, (folders) => {
    const { status, stdout, stderr } = enter(['--mount'], prepare + run, folders);
    if (status !== 0) throw new Error(`The script ended with ${status}:\n${stdout}${stderr}`);
    const [printed, left] = stdout.split(`${separator}\n`);
    return { printed, left: left.trim().split('\n') };
  });

/** As above, in a copy that systemd has started; returns what the script printed. */
export const inBootedSystem = (files, script) =>
  withFolders(files, script, (folders) => {
    const kinds = ['--mount', '--pid', '--cgroup', '--ipc', '--uts', '--net', '--fork', '--kill-child'];
    const { stdout, stderr } = enter(kinds, prepare + boot, folders);
    const read = (name) => (existsSync(join(folders[1], name)) ? readFileSync(join(folders[1], name), 'utf8') : '');
    const printed = read('printed');
    if (read('status').trim() !== '0') throw new Error(`The script failed:\n${printed}${stdout}${stderr}`);
    return printed;
  });

function enter(kinds, script, folders) {
  const command = ['unshare', ...kinds, 'bash', '-c', script, 'bash', ...folders];
  const [program, ...args] = process.getuid() === 0 ? command : ['sudo', '-n', ...command];
  return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, timeout: 120_000 });
}

function withFolders(files, script, use) {
  const folder = mkdtempSync(join(tmpdir(), 'root-'));
  const folders = ['space', 'given'].map((name) => join(folder, name));
  try {
    for (const made of folders) mkdirSync(made);
    for (const [name, file] of Object.entries(files)) copyFileSync(file, join(folders[1], name));
    writeFileSync(join(folders[1], 'script'), script);
    return use(folders);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
