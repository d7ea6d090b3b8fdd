// Prints what a published program is made of, as CycloneDX 1.6: node packaging/sbom.mjs PROGRAM.deps.json packages.lock.json
// The packages are those that the program loads; each must be in the lock file in the same version.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));

const [depsFile, lockFile] = process.argv.slice(2);
const deps = readJson(depsFile);
const locked = Object.assign({}, ...Object.values(readJson(lockFile).dependencies));

const purl = (name, version) => `pkg:nuget/${name}@${version}`;

/** Packs of the .NET runtime are not in lock files: the SDK of global.json brings them. */
function component(id, { type }) {
  const [name, version] = id.split('/');
  if (type === 'runtimepack') {
    const pack = name.replace(/^runtimepack\./, '');
    return { type: 'framework', 'bom-ref': purl(pack, version), name: pack, version, purl: purl(pack, version) };
  }
  const lock = locked[name];
  if (lock?.resolved !== version) throw new Error(`${lockFile} has ${name} ${lock?.resolved}, ${depsFile} ${version}`);
  return {
    type: 'library',
    'bom-ref': purl(name, version),
    name,
    version,
    purl: purl(name, version),
    properties: [{ name: 'nuget:contentHash', value: lock.contentHash }],
  };
}

// The first library is the program itself. Projects and references are assemblies of this repository.
const [programName, programVersion] = Object.keys(deps.libraries)[0].split('/');
const own = new Set(['project', 'reference']);
const parts = Object.entries(deps.libraries).filter(([, { type }]) => !own.has(type));
const components = parts.map(([id, library]) => component(id, library)).sort((a, b) => (a.purl < b.purl ? -1 : 1));
const refs = new Map(parts.map(([id, library]) => [id.split('/')[0], component(id, library)['bom-ref']]));

/** What a library needs, projects of this repository replaced by what they need themselves. */
function needs(name, seen = new Set()) {
  if (seen.has(name)) return [];
  seen.add(name);
  const entries = Object.entries(deps.targets[deps.runtimeTarget.name]);
  const [, { dependencies = {} }] = entries.find(([id]) => id.split('/')[0] === name);
  return Object.keys(dependencies).flatMap((needed) => refs.get(needed) ?? needs(needed, seen));
}

const sorted = (values) => [...new Set(values)].sort();
const program = `pkg:generic/${programName}@${programVersion}`;
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: { type: 'application', 'bom-ref': program, name: programName, version: programVersion, purl: program },
  },
  components,
  dependencies: [
    { ref: program, dependsOn: sorted(needs(programName)) },
    ...[...refs]
      .map(([name, ref]) => ({ ref, dependsOn: sorted(needs(name)) }))
      .sort((a, b) => (a.ref < b.ref ? -1 : 1)),
  ],
};

// A number that the content decides: the same sources give the same file.
const digest = createHash('sha256').update(JSON.stringify(bom)).digest('hex');
const serial = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
const { bomFormat, specVersion, ...rest } = bom;
console.log(JSON.stringify({ bomFormat, specVersion, serialNumber: `urn:uuid:${serial}`, ...rest }, null, 2));
