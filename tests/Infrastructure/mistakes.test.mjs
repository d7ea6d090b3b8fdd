// Each mistake is planted in the files as they are, alone, and must be found for what it is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Repository } from './repository.mjs';
import { describe } from './rules/finding.mjs';
import { validate } from './validate.mjs';

const repository = Repository.load();
const main = 'infra-bicep/main.bicep';
const module = (name) => `infra-bicep/modules/${name}.bicep`;

/** [what is wrong, file, text, what stands there instead, rule that finds it, words of the message] */
const mistakes = [
  ['a missing colon', module('storage'), "accessTier: 'Hot'", "accessTier 'Hot'", 'syntax', /./],
  ['a bracket that is not closed', module('roles'), 'guid(hub.id,', 'guid((hub.id,', 'syntax', /./],
  ['a resource type that does not exist', module('storage'), 'storageAccounts/tableServices@', 'storageAccounts/tablesServices@', 'resource-type', /not in the list/],
  ['a version that does not exist', module('app'), 'Microsoft.Web/sites@2024-11-01', 'Microsoft.Web/sites@2024-11-31', 'resource-type', /not in the list/],
  ['a required property left out', module('alerts'), "windowSize: alert.window\n", '\n', 'resource-type', /lacks windowSize/],
  ['a property with a slip in its name', module('event-hubs'), "minimumTlsVersion: '1.2'", "minimumTLSVersion: '1.2'", 'resource-type', /no property minimumTLSVersion/],
  ['a value that the service does not know', module('key-vault'), "defaultAction: restricted ? 'Deny' : 'Allow'", "defaultAction: restricted ? 'Denied' : 'Allow'", 'resource-type', /one of Allow, Deny/],
  ['a number where a text belongs', module('app'), "version: '1.0'", 'version: 1', 'resource-type', /must be 1.0/],
  ['the wrong parent', module('event-hubs'), 'eventhubs/consumergroups@2024-01-01\' = {\n  parent: hub', 'eventhubs/consumergroups@2024-01-01\' = {\n  parent: namespace', 'resource-type', /parent of consumerGroup/],
  ['shared keys let in', module('storage'), 'allowSharedKeyAccess: false', 'allowSharedKeyAccess: true', 'resource-type', /must be false/],
  ['an old TLS', module('app'), "minTlsVersion: '1.2'", "minTlsVersion: '1.0'", 'resource-type', /must be 1.2/],
  ['a policy for agents that may listen', module('event-hubs'), "'Send'\n", "'Send'\n      'Listen'\n", 'resource-type', /must be Send/],
  ['local authentication switched off while agents need it', module('event-hubs'), 'disableLocalAuth: false', 'disableLocalAuth: true', 'resource-type', /publisher tokens/],
  ['a name that is not declared', module('network'), 'addressPrefix: cidrSubnet(addressPrefix, 25, 0)', 'addressPrefix: cidrSubnet(prefix, 25, 0)', 'undeclared', /prefix is not declared/],
  ['a function that Bicep does not have', module('app'), 'empty(subnetId)', 'isEmpty(subnetId)', 'undeclared', /isEmpty/],
  ['a loop variable used outside its loop', module('network'), "name: 'default'\n", "name: endpoint2.name\n", 'undeclared', /endpoint2/],
  ['a parameter that nothing uses', module('budget'), 'amount: amount', 'amount: 100', 'unused', /amount is never used/],
  ['a variable that nothing uses', main, 'var suffix =', "var prefix = 'x'\nvar suffix =", 'unused', /prefix is never used/],
  ['an existing resource that nothing uses', module('app'), "split(split(namespace.properties.serviceBusEndpoint, '/')[2], ':')[0]", "'${namespaceName}.servicebus.windows.net'", 'unused', /namespace is never used/],
  ['a parameter without description', module('identity'), "@description('Tags.')\n", '', 'description', /tags has no description/],
  ['a module file that is not there', main, "'modules/identity.bicep'", "'modules/identities.bicep'", 'module', /there is no module/],
  ['a module output that is not there', main, 'identity.outputs.principalId', 'identity.outputs.objectId', 'module', /no output objectId/],
  ['a module parameter left out', main, '    hubName: hub.outputs.hubName\n    customersVaultName', '    customersVaultName', 'module', /does not set hubName/],
  ['a module parameter that is not there', main, '    planName:', '    planLabel:', 'module', /no parameter planLabel/],
  ['a module parameter of the wrong type', main, 'partitions: hubPartitions', 'partitions: hubName', 'module', /is a int, but gets a string/],
  ['two modules of one name', main, "name: 'signing-vault'", "name: 'customers-vault'", 'module', /two modules/],
  ['a parameter file that sets what is not there', 'infra-bicep/production.bicepparam', 'param hubPartitions =', 'param partitions =', 'parameter-file', /no parameter partitions/],
  ['a parameter file with a value that is not allowed', 'infra-bicep/production.bicepparam', "'Standard_ZRS'", "'Premium_ZRS'", 'parameter-file', /must be one of/],
  ['a parameter file with a number out of range', 'infra-bicep/production.bicepparam', 'hubPartitions = 32', 'hubPartitions = 64', 'parameter-file', /above maxValue 32/],
  ['a parameter file that leaves out what has no default', 'infra-bicep/main.bicepparam', /param location = .*/, '', 'parameter-file', /location is not set/],
  ['an always-ready group of a function that is not there', 'infra-bicep/production.bicepparam', 'function:ForwardEvents', 'function:ForwardEvent', 'app', /no function ForwardEvent/],
  ['an app setting left out', module('app'), /.*EVENTHUB_CONSUMER_GROUP:.*\n/, '', 'setting', /EVENTHUB_CONSUMER_GROUP is read/],
  ['an app setting that nothing reads', module('app'), '    SINGLE_CUSTOMER:', "    SINGLE_TENANT: 'x'\n    SINGLE_CUSTOMER:", 'setting', /nothing reads the setting SINGLE_TENANT/],
  ['a setting that Flex Consumption forbids', module('app'), '    SINGLE_CUSTOMER:', "    FUNCTIONS_WORKER_RUNTIME: 'custom'\n    SINGLE_CUSTOMER:", 'setting', /must not be set/],
  ['a setting that new code reads', 'functions/Program.cs', 'var problems =', 'var level = Environment.GetEnvironmentVariable("FORWARDER_LEVEL");\nvar problems =', 'setting', /FORWARDER_LEVEL is read/],
  ['a setting read under a name that cannot be told', 'functions/Program.cs', 'var problems =', 'var level = Environment.GetEnvironmentVariable(prefix + "LEVEL");\nvar problems =', 'setting', /which setting/],
  ['a role that is not in the documentation', 'docs/security.md', /\| app \| Storage Table Data Contributor .*\n/, '', 'role', /does not list app \| Storage Table/],
  ['a role in the documentation that nobody assigns', 'docs/security.md', '| app | Key Vault Secrets User |', '| app | Key Vault Secrets Officer |', 'role', /no template assigns/],
  ['another role than documented', module('roles'), "keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'", "keyVaultSecretsUser: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'", 'role', /Key Vault Secrets Officer/],
  ['a role name that leaves out the principal', module('roles'), 'guid(hub.id, appPrincipalId, ', 'guid(hub.id, ', 'role', /the name must be/],
  ['a key in an output', module('event-hubs'), 'output signingPolicyName string = agentsPolicy.name', 'output signingPolicyName string = agentsPolicy.listKeys().primaryKey', 'secret', /the output signingPolicyName shows/],
  ['a key in an output, by way of a variable', module('event-hubs'), 'output signingPolicyName string = agentsPolicy.name', 'var key = agentsPolicy.listKeys().primaryKey\n@description(\'x\')\noutput signingPolicyName string = key', 'secret', /the output signingPolicyName shows/],
  ['a key in an app setting', module('app'), 'SINGLE_CUSTOMER: singleCustomer', 'SINGLE_CUSTOMER: storage.listKeys().keys[0].value', 'secret', /only be the value of a Key Vault secret/],
  ['a connection string in clear text', module('app'), 'SINGLE_CUSTOMER: singleCustomer', "SINGLE_CUSTOMER: 'AccountKey=abc'", 'secret', /clear text/],
  ['a name that changes with every deployment', module('workbook'), "guid(resourceGroup().id, 'event-forwarder')", 'newGuid()', 'convention', /changes with every deployment/],
  ['a fixed region', module('identity'), 'location: location', "location: 'westeurope'", 'convention', /fixed region/],
  ['tags of its own', module('identity'), 'tags: tags', "tags: { a: 'b' }", 'convention', /tags of the environment/],
  ['sampling that drops what alerts count', 'host.json', 'Request;Exception;Trace', 'Request;Exception', 'app', /sampling drops/],
  ['an alert that asks for a message nobody writes', module('alerts'), 'in (301, 302)', 'in (301, 399)', 'alert', /nothing writes message 399/],
  ['an alert that asks for a value the message does not have', module('alerts'), 'todouble(Line.State.LagSeconds)', 'todouble(Line.State.Lag)', 'alert', /no value Lag/],
  ['an alert that compares what Kusto does not', module('alerts'), 'toint(Line.EventId) == 203', 'Line.EventId == 203', 'alert', /convert first/],
  ['an alert over a table that is not there', module('alerts'), 'AppRequests\n', 'AppRequest\n', 'alert', /no table AppRequest/],
  ['an alert that never fires', module('alerts'), 'Last < ago(15m)', 'Last < ago(15d)', 'alert', /does not fire/],
  ['an alert that always fires', module('alerts'), 'Last < ago(15m)', 'Last > ago(15d)', 'alert', /fires over .*healthy/],
  ['an alert that measures a column it has not', module('alerts'), "measure: 'LagSeconds'", "measure: 'Lag'", 'alert', /no number Lag/],
  ['a log message that was changed', 'functions/Hosting/HostingLog.cs', '"Listening on {Url} for the Functions host."', '"Ready on {Url}."', 'alert', /message 100 otherwise/],
  ['a log message that is not written any more', 'functions/Program.cs', 'HostingLog.Listening(', 'HostingLog.Heard(', 'alert', /nothing writes message 100/],
  ['a workbook query with a slip', 'infra-bicep/modules/workbook.json', 'countif(Success == false)', 'countif(Succes == false)', 'workbook', /no column Succes/],
  ['an action that is not pinned', '.github/workflows/test.yml', /actions\/setup-node@\w+/, 'actions/setup-node@v4', 'workflow', /not pinned/],
  ['a workflow that may write', '.github/workflows/test.yml', 'contents: read', 'contents: write', 'workflow', /may write/],
  ['azd pointed at another folder', 'azure.yaml', 'path: infra-bicep', 'path: infra', 'deployment', /no template/],
];

for (const [name, file, from, to, rule, message] of mistakes) {
  test(`Found: ${name}`, () => {
    const text = repository.text(file);
    const wrong = text.replace(from, () => to);
    assert.notEqual(wrong, text, 'the text to change is not there');
    const findings = validate(repository.with(file, wrong));
    const found = findings.find((finding) => finding.rule === rule && message.test(finding.message));
    assert.ok(found, `found instead: ${findings.map(describe).join('\n') || 'nothing'}`);
  });
}

test('Found: a table that the code uses and the template does not create', () => {
  const file = 'functions/Tables/Probe.cs';
  const findings = validate(repository.with(file, 'internal static class Probe { public const string ProbeTable = "probes"; }'));
  assert.deepEqual(findings.map(describe), [`${file}:1: the template creates no table probes [app]`]);
});

test('Found: a template that nothing uses', () => {
  const file = module('left-over');
  const findings = validate(repository.with(file, "@description('x')\noutput x string = 'x'\n"));
  assert.deepEqual(findings.map(describe), [`${file}:1: no template uses this file [module]`]);
});
