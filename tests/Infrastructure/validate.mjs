// Checks the templates without Azure. `node tests/Infrastructure/validate.mjs` prints what is wrong.

import { pathToFileURL } from 'node:url';
import { Project } from './bicep/project.mjs';
import { Repository } from './repository.mjs';
import { alerts } from './rules/alerts.mjs';
import { app } from './rules/app.mjs';
import { conventions } from './rules/conventions.mjs';
import { deployment } from './rules/deployment.mjs';
import { descriptions } from './rules/descriptions.mjs';
import { describe } from './rules/finding.mjs';
import { modules } from './rules/modules.mjs';
import { parameterFiles } from './rules/parameter-files.mjs';
import { resourceTypesAndProperties } from './rules/resource-types.mjs';
import { roles } from './rules/roles.mjs';
import { secrets } from './rules/secrets.mjs';
import { settings } from './rules/settings.mjs';
import { symbols } from './rules/symbols.mjs';
import { syntax } from './rules/syntax.mjs';
import { workbook } from './rules/workbook.mjs';

const rules = [
  resourceTypesAndProperties,
  symbols,
  descriptions,
  modules,
  parameterFiles,
  settings,
  roles,
  secrets,
  conventions,
  app,
  alerts,
  workbook,
  deployment,
];

/** @returns {{rule: string, file: string, line: number, message: string}[]} what is wrong; where the syntax is, only that */
export function validate(repository) {
  const project = new Project(repository);
  const broken = [...syntax(project)];
  return broken.length ? broken : rules.flatMap((rule) => [...rule(project)]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const findings = validate(Repository.load());
  for (const found of findings) console.log(describe(found));
  process.exitCode = findings.length ? 1 : 0;
}
