// The alerts as the template defines them, with thresholds as the main template sets them by default.

import { at, elementsOf, lineOf, textOf } from './bicep/nodes.mjs';
import { mainTemplate } from './bicep/project.mjs';

export const alertsTemplate = 'infra-bicep/modules/alerts.bicep';

function thresholdOf(project, node) {
  if (node.type === 'number') return Number(node.text);
  const main = project.templates.get(mainTemplate);
  const module = main.of('module').find(({ source }) => alertsTemplate.endsWith(source));
  const given = at(module?.body, 'params', node.text);
  const value = given?.type === 'identifier' ? main.find(given.text)?.defaultValue : given;
  return value?.type === 'number' ? Number(value.text) : undefined;
}

/** @returns {{name, title, description, severity, frequency, window, measure, threshold, split, query, line}[]} */
export function logAlerts(project) {
  const template = project.templates.get(alertsTemplate);
  return elementsOf(template.find('logAlerts').value).map((node) => ({
    name: textOf(at(node, 'name')),
    title: textOf(at(node, 'title')),
    description: textOf(at(node, 'description')),
    severity: Number(at(node, 'severity')?.text),
    frequency: textOf(at(node, 'frequency')),
    window: textOf(at(node, 'window')),
    measure: textOf(at(node, 'measure')),
    threshold: thresholdOf(project, at(node, 'threshold')),
    split: elementsOf(at(node, 'split')).map(textOf),
    query: textOf(at(node, 'query')) ?? '',
    line: lineOf(node),
  }));
}

/** @returns {{name, metric, severity, line}[]} */
export function metricAlerts(project) {
  return elementsOf(project.templates.get(alertsTemplate).find('metricAlerts')?.value).map((node) => ({
    name: textOf(at(node, 'name')),
    metric: textOf(at(node, 'metric')),
    severity: Number(at(node, 'severity')?.text),
    line: lineOf(node),
  }));
}

const units = { D: 86_400_000, H: 3_600_000, M: 60_000 };

/** Milliseconds of an ISO 8601 duration of one unit, such as PT15M or P2D. */
export function durationMs(text) {
  const [, amount, unit] = /^PT?(\d+)([DHM])$/.exec(text ?? '') ?? [];
  return amount === undefined ? undefined : Number(amount) * units[unit];
}
