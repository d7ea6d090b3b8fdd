// A copy of this system that is thrown away: packages are installed into it and removed again, by the real tools.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const separator = '--- left behind ---';

// An overlay over / takes every change. Directories count only if the system did not have them.
const enter = `
set -euo pipefail
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount --rbind /proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount --bind "$2" "$1/root/mnt"
chroot "$1/root" sh -e /mnt/script
echo "${separator}"
cd "$1/upper"
find . -mindepth 1 ! -type d -printf '%P\\n'
find . -mindepth 1 -type d -printf '%P\\n' | while read -r folder; do [ -e "/$folder" ] || echo "$folder/"; done
`;

/**
 * Runs a shell script as root of the copy, with the files in its /mnt.
 * @param {Record<string, string>} files by the name that they have there
 * @param {string} script ends at the first command that fails
 * @returns {{printed: string, left: string[]}} what it printed, and every file or folder that it has changed and left
 */
export function inSystemRoot(files, script) {
  const folder = mkdtempSync(join(tmpdir(), 'root-'));
  const [space, given] = [join(folder, 'space'), join(folder, 'given')];
  try {
    mkdirSync(space);
    mkdirSync(given);
    for (const [name, file] of Object.entries(files)) copyFileSync(file, join(given, name));
    writeFileSync(join(given, 'script'), script);
    const asRoot = process.getuid() === 0 ? [] : ['--map-root-user', '--map-auto'];
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      ['--mount', ...asRoot, 'bash', '-c', enter, 'bash', space, given],
      { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
    );
    if (status !== 0) throw new Error(`The script ended with ${status}:\n${stdout}${stderr}`);
    const [printed, left] = stdout.split(`${separator}\n`);
    return { printed, left: left.trim().split('\n') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
