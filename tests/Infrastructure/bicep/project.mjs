// All Bicep files of the repository, read once.

import { posix } from 'node:path';
import { readParameterFile } from './parameter-file.mjs';
import { readTemplate } from './template.mjs';

export const mainTemplate = 'infra-bicep/main.bicep';

/** The templates and parameter files of a repository; `resolve` finds what one file names from another. */
export class Project {
  constructor(repository) {
    this.repository = repository;
    this.templates = new Map(
      repository.paths(/^infra-bicep\/.*\.bicep$/).map((path) => [path, readTemplate(path, repository.text(path))]),
    );
    this.parameterFiles = repository
      .paths(/^infra-bicep\/.*\.bicepparam$/)
      .map((path) => readParameterFile(path, repository.text(path)));
  }

  /** @returns the template that `source` means in the file `from`; undefined if there is none */
  resolve(from, source) {
    return this.templates.get(posix.normalize(posix.join(posix.dirname(from), source)));
  }

  /** Resources of all templates: those that are created, and, when asked for, those that only are referred to. */
  *resources({ existing = false } = {}) {
    for (const template of this.templates.values()) {
      for (const resource of template.of('resource')) {
        if (existing || !resource.existing) yield { template, resource };
      }
    }
  }
}
